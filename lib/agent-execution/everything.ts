/** All that a person has: to take along, and to part with. */
import type { PostgrestSingleResponse } from '@supabase/supabase-js';
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';

const ROWS = 500;
/** Log rows may be half a megabyte each. */
const LOG_ROWS = 100;

export interface ExportedRow {
  table: string;
  row: unknown;
}

/** The rows after one another, page by page: each page is asked for by the last row of the one before it. */
async function* readPages<T>(
  table: string,
  size: number,
  read: (last: T | undefined) => PromiseLike<PostgrestSingleResponse<T[]>>,
): AsyncGenerator<ExportedRow> {
  let last: T | undefined;
  do {
    const rows: T[] = unwrap(await read(last));
    for (const row of rows) yield { table, row };
    last = rows.length === size ? rows.at(-1) : undefined;
  } while (last !== undefined);
}

/** Every row that the caller may see, parents first, one page in memory at a time. Log rows keep hash and order. */
export async function* exportEverything(db: AgentExecutionClient): AsyncGenerator<ExportedRow> {
  yield* readPages<{ id: string }>('deep_work_tasks', ROWS, (last) => {
    const rows = db.from('deep_work_tasks').select().order('id').limit(ROWS);
    return last ? rows.gt('id', last.id) : rows;
  });
  yield* readPages<{ id: string }>('deep_work_subtasks', ROWS, (last) => {
    const rows = db.from('deep_work_subtasks').select().order('id').limit(ROWS);
    return last ? rows.gt('id', last.id) : rows;
  });
  yield* readPages<{ id: string }>('agent_execution_plans', LOG_ROWS, (last) => {
    const rows = db.from('agent_execution_plans').select().order('id').limit(LOG_ROWS);
    return last ? rows.gt('id', last.id) : rows;
  });
  yield* readPages<{ plan_id: string; step_number: number }>('agent_execution_steps', ROWS, (last) => {
    const rows = db.from('agent_execution_steps').select().order('plan_id').order('step_number').limit(ROWS);
    if (!last) return rows;
    const { plan_id, step_number } = last;
    return rows.or(`plan_id.gt.${plan_id},and(plan_id.eq.${plan_id},step_number.gt.${step_number})`);
  });
  yield* readPages<{ plan_id: string; version: number }>('agent_plan_versions', LOG_ROWS, (last) => {
    const rows = db.from('agent_plan_versions').select().order('plan_id').order('version').limit(LOG_ROWS);
    if (!last) return rows;
    const { plan_id, version } = last;
    return rows.or(`plan_id.gt.${plan_id},and(plan_id.eq.${plan_id},version.gt.${version})`);
  });
  yield* readPages<{ seq: number }>('agent_execution_logs', LOG_ROWS, (last) => {
    const rows = db.from('agent_execution_logs').select().order('seq').limit(LOG_ROWS);
    return last ? rows.gt('seq', last.seq) : rows;
  });
  yield* readPages<{ id: string }>('agent_context_memory', LOG_ROWS, (last) => {
    // All but what is made for searching.
    const rows = db
      .from('agent_context_memory')
      .select(
        'id, task_id, plan_id, user_id, step_number, context_type, context_key, context_value, metadata, expires_at, version, created_at, updated_at',
      )
      .order('id')
      .limit(LOG_ROWS);
    return last ? rows.gt('id', last.id) : rows;
  });
  yield* readPages<{ context_type: string }>('agent_context_retention', ROWS, (last) => {
    const rows = db.from('agent_context_retention').select().order('context_type').limit(ROWS);
    return last ? rows.gt('context_type', last.context_type) : rows;
  });
  yield* readPages<{ id: string }>('agent_saved_views', ROWS, (last) => {
    const rows = db.from('agent_saved_views').select().order('id').limit(ROWS);
    return last ? rows.gt('id', last.id) : rows;
  });
}

/** Deletes all that the calling person has but keys and account; returns the number of tasks. Agents are refused. */
export async function deleteEverything(db: AgentExecutionClient): Promise<number> {
  return unwrap(await db.rpc('agent_delete_everything'));
}
