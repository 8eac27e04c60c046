'use server';

/** What a log fetches when one reads on: older rows, and all about one row. */
import type { LogPage } from '@/components/logs/log-summary';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { queryLogs } from '@/lib/agent-execution/logs';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionError, explainError } from '../action-answer';
import { findOlderLogs, type LogScope } from './log-view';

export async function loadLogPage(
  scope: LogScope,
  beforeSeq: number,
): Promise<{ page: LogPage } | { error: ActionError }> {
  try {
    return { page: await findOlderLogs(await createServerClient(), scope, beforeSeq) };
  } catch (error) {
    return explainError(error);
  }
}

export async function loadLog(seq: number): Promise<{ log: Log } | { error: ActionError }> {
  try {
    // The newest row before the next seq is the row itself.
    const [log] = await queryLogs(await createServerClient(), { cursor: String(seq + 1), limit: 1 });
    if (log?.seq !== seq) throw errorOf('not_found', 'This log row is gone.');
    return { log };
  } catch (error) {
    return explainError(error);
  }
}
