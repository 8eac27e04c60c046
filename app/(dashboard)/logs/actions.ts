'use server';

/** What a log loads after the page: the rows that follow, and the whole of one row. */
import type { LogPage } from '@/components/logs/log-summary';
import type { ActionResult } from '@/lib/action-result';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { queryLogs } from '@/lib/agent-execution/logs';
import { loadData } from '../run-action';
import { findNextLogs, type LogScope } from './log-view';

export async function loadLogPage(scope: LogScope, seq: number): Promise<ActionResult<{ page: LogPage }>> {
  return loadData(async (db) => ({ page: await findNextLogs(db, scope, seq) }));
}

export async function loadLog(seq: number): Promise<ActionResult<{ log: Log }>> {
  return loadData(async (db) => {
    // The newest row before the next seq is the row itself.
    const [log] = await queryLogs(db, { cursor: String(seq + 1), limit: 1 });
    if (log?.seq !== seq) throw errorOf('not_found', 'This log row was deleted.');
    return { log };
  });
}
