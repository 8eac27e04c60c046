/** Exports and deletes all data of a person. */
import type { PostgrestSingleResponse } from '@supabase/supabase-js';
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { isFields } from '@/lib/agent-execution/is-fields';
import { call as callCapture } from '@/lib/capture/results';
import { call } from './call';

const PAGE_SIZE = 500;
/** Log rows may be half a megabyte each. */
const LOG_PAGE_SIZE = 100;

export interface ExportedRow {
  table: string;
  row: unknown;
}

/**
 * Yields the rows page by page; each page begins after the last row of the one before. It ends at an empty page, because a short one
 * may be cut at the server's row cap.
 */
async function* readPages<T>(
  table: string,
  read: (last: T | undefined, count: number) => PromiseLike<PostgrestSingleResponse<T[]>>,
): AsyncGenerator<ExportedRow> {
  let last: T | undefined;
  let count = 0;
  do {
    const rows: T[] = unwrap(await read(last, count));
    for (const row of rows) yield { table, row };
    count += rows.length;
    last = rows.at(-1);
  } while (last !== undefined);
}

type TableWithId =
  | 'agent_automation_rules'
  | 'agent_decisions'
  | 'agent_budgets'
  | 'agent_execution_plans'
  | 'agent_messages'
  | 'agent_plan_templates'
  | 'agent_saved_views'
  | 'agent_usage'
  | 'deep_work_subtasks'
  | 'deep_work_tasks';

function readById(db: AgentExecutionClient, table: TableWithId, size: number): AsyncGenerator<ExportedRow> {
  return readPages<{ id: string }>(table, (last) => {
    const rows = db.from(table).select().order('id').limit(size);
    return last ? rows.gt('id', last.id) : rows;
  });
}

/** Yields the plans without is_chain, which an import derives again. */
async function* exportPlans(db: AgentExecutionClient): AsyncGenerator<ExportedRow> {
  for await (const { table, row } of readById(db, 'agent_execution_plans', LOG_PAGE_SIZE)) {
    const { is_chain: _derived, ...plan } = isFields(row) ? row : {};
    yield { table, row: plan };
  }
}

/** Yields every row that the caller may see, parents first, one page in memory at a time. Log rows keep hash and order. */
export async function* exportAccountData(db: AgentExecutionClient): AsyncGenerator<ExportedRow> {
  yield* readById(db, 'deep_work_tasks', PAGE_SIZE);
  yield* readById(db, 'deep_work_subtasks', PAGE_SIZE);
  yield* exportPlans(db);
  yield* readPages<{ plan_id: string; step_number: number }>('agent_execution_steps', (last) => {
    const rows = db
      .from('agent_execution_steps')
      .select()
      .order('plan_id')
      .order('step_number')
      .limit(PAGE_SIZE);
    if (!last) return rows;
    const { plan_id, step_number } = last;
    return rows.or(`plan_id.gt.${plan_id},and(plan_id.eq.${plan_id},step_number.gt.${step_number})`);
  });
  yield* readPages<{ plan_id: string; version: number }>('agent_plan_versions', (last) => {
    const rows = db
      .from('agent_plan_versions')
      .select()
      .order('plan_id')
      .order('version')
      .limit(LOG_PAGE_SIZE);
    if (!last) return rows;
    const { plan_id, version } = last;
    return rows.or(`plan_id.gt.${plan_id},and(plan_id.eq.${plan_id},version.gt.${version})`);
  });
  yield* readPages<{ seq: number }>('agent_execution_logs', (last) => {
    const rows = db.from('agent_execution_logs').select().order('seq').limit(LOG_PAGE_SIZE);
    return last ? rows.gt('seq', last.seq) : rows;
  });
  yield* readPages<{ id: string }>('agent_context_memory', (last) => {
    // All columns except those for search.
    const rows = db
      .from('agent_context_memory')
      .select(
        'id, task_id, plan_id, user_id, step_number, context_type, context_key, context_value, metadata, expires_at, version, created_at, updated_at',
      )
      .order('id')
      .limit(LOG_PAGE_SIZE);
    return last ? rows.gt('id', last.id) : rows;
  });
  yield* readPages<{ context_type: string }>('agent_context_retention', (last) => {
    const rows = db.from('agent_context_retention').select().order('context_type').limit(PAGE_SIZE);
    return last ? rows.gt('context_type', last.context_type) : rows;
  });
  yield* readById(db, 'agent_saved_views', PAGE_SIZE);
  yield* readById(db, 'agent_usage', PAGE_SIZE);
  yield* readById(db, 'agent_messages', PAGE_SIZE);
  yield* readById(db, 'agent_decisions', PAGE_SIZE);
  yield* readById(db, 'agent_budgets', PAGE_SIZE);
  yield* exportSettings(db);
  yield* exportCaptureSettings(db);
}

/** Yields templates, rules with their runs, the keys without their hashes, and the uses of context. */
async function* exportSettings(db: AgentExecutionClient): AsyncGenerator<ExportedRow> {
  yield* readById(db, 'agent_plan_templates', LOG_PAGE_SIZE);
  yield* readPages<{ template_id: string; version: number }>('agent_plan_template_versions', (last) => {
    const rows = db
      .from('agent_plan_template_versions')
      .select()
      .order('template_id')
      .order('version')
      .limit(LOG_PAGE_SIZE);
    if (!last) return rows;
    const { template_id, version } = last;
    return rows.or(`template_id.gt.${template_id},and(template_id.eq.${template_id},version.gt.${version})`);
  });
  yield* readById(db, 'agent_automation_rules', PAGE_SIZE);
  yield* readPages<{ id: number }>('agent_automation_runs', (last) => {
    const rows = db.from('agent_automation_runs').select().order('id').limit(PAGE_SIZE);
    return last ? rows.gt('id', last.id) : rows;
  });
  yield* readPages<{ id: string }>('agent_api_keys', (last) => {
    const rows = db
      .from('agent_api_keys')
      .select('id, name, prefix, scopes, task_id, plan_id, expires_at, last_used_at, revoked_at, created_at')
      .order('id')
      .limit(PAGE_SIZE);
    return last ? rows.gt('id', last.id) : rows;
  });
  // A use has no key to continue from, so pages are read by offset.
  yield* readPages<object>('agent_context_uses', (_, count) =>
    db
      .from('agent_context_uses')
      .select()
      .order('entry_id')
      .order('plan_id')
      .order('step_number')
      .order('actor')
      .order('via')
      .range(count, count + PAGE_SIZE - 1),
  );
}

/** Yields the settings of captured runs by project: what is not stored, standing decisions, and memory. */
async function* exportCaptureSettings(db: AgentExecutionClient): AsyncGenerator<ExportedRow> {
  for (const row of await callCapture(db, 'agent_list_drop_rules'))
    yield { table: 'capture_drop_rules', row };
  for (const row of await callCapture(db, 'agent_list_memory_projects'))
    yield { table: 'memory_projects', row };
  for (const row of await callCapture(db, 'agent_list_decision_rules'))
    yield { table: 'decision_rules', row };
}

/** Deletes all data of the calling person except keys and account; returns the number of tasks. Refuses agents. */
export async function deleteAccountData(db: AgentExecutionClient): Promise<number> {
  return call(db, 'agent_delete_everything');
}

/** The phrase that confirms the deletion of all data. */
export const DELETE_PHRASE = 'delete all my data';
