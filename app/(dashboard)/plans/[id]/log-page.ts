import { type LogPage, toLogSummary } from '@/components/logs/log-summary';
import type { AgentExecution } from '@/lib/agent-execution/agent-execution.service';

const ROWS = 50;

/** A page of a plan's log without the states, newest first. */
export async function queryLogPage(
  execution: AgentExecution,
  planId: string,
  cursor?: string,
): Promise<LogPage> {
  const logs = await execution.queryLogs({ plan_id: planId, limit: ROWS, cursor });
  return { rows: logs.map(toLogSummary), next_cursor: logs.next_cursor };
}
