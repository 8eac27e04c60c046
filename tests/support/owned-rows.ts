/** Counts the rows of a person directly in the database, for tests that check thousands of times whether a refused call wrote. */
import postgres from 'postgres';
import { inject } from 'vitest';

const tables = [
  'agent_execution_logs',
  'agent_context_memory',
  'deep_work_tasks',
  'agent_execution_plans',
  'agent_plan_templates',
  'agent_automation_rules',
];

export interface OwnedRows {
  /** Returns the number of rows of each table, by name. */
  count(): Promise<Record<string, number>>;
  end(): Promise<void>;
}

export function ownedRows(userId: string | undefined): OwnedRows {
  if (!userId) throw new Error('There is no person whose rows to count.');
  const sql = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  const counts = tables
    .map((table) => `(select count(*)::int from public.${table} where user_id = $1) as ${table}`)
    .join(', ');
  return {
    async count() {
      const [row] = await sql.unsafe<Record<string, number>[]>(`select ${counts}`, [userId], {
        prepare: true,
      });
      return { ...row };
    },
    end: () => sql.end(),
  };
}
