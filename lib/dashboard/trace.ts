/** The tool calls of a plan for its timeline: log rows of steps, with how long they took. */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Json } from '@/lib/agent-execution/agent-execution.types';
import { stripAnsi } from '@/lib/format/ansi';
import { shorten } from '@/lib/format/shorten';

export interface TraceCall {
  seq: number;
  step_number: number;
  /** The first words of its description. */
  name: string;
  /** When its row was logged, in milliseconds since 1970. */
  ended_at: number;
  /** Null if the agent did not report it. */
  duration_ms: number | null;
  has_failed: boolean;
}

export interface PlanTrace {
  calls: TraceCall[];
  /** Whether older calls are omitted. */
  is_partial: boolean;
}

/** The rows that one trace reads; a longer plan shows its newest calls. */
const MAX_ROWS = 1000;
const NAME_LENGTH = 120;

const FIELDS = 'seq, step_number, action_type, description, error_message, created_at, metadata';

/** Returns the newest calls of a plan: rows that report a duration, and rows of tools without one. */
export async function planTrace(db: AgentExecutionClient, planId: string): Promise<PlanTrace> {
  const rows = unwrap(
    await db
      .from('agent_execution_logs')
      .select(FIELDS)
      .eq('plan_id', planId)
      .order('seq', { ascending: false })
      .limit(MAX_ROWS),
  );
  const calls = rows.flatMap(({ seq, step_number, action_type, description, error_message, ...row }) => {
    const duration_ms = durationOf(row.metadata);
    if (step_number === null || (duration_ms === null && action_type !== 'tool_call')) return [];
    const name = stripAnsi(description || action_type)
      .replace(/\s+/g, ' ')
      .trim();
    return {
      seq,
      step_number,
      name: shorten(name, NAME_LENGTH),
      ended_at: Date.parse(row.created_at),
      duration_ms,
      has_failed: error_message !== null,
    };
  });
  return { calls, is_partial: rows.length === MAX_ROWS };
}

function durationOf(metadata: Json): number | null {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return null;
  const { duration_ms } = metadata;
  return typeof duration_ms === 'number' && duration_ms >= 0 && Number.isFinite(duration_ms)
    ? duration_ms
    : null;
}
