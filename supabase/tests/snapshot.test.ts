/** The snapshot shows every kind of schema change. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { dumpSchema } from '../../scripts/dump-schema.ts';
import { copyDatabase } from '../../tests/support/test-database.ts';

let sql: postgres.Sql;
let before: string;

beforeAll(async () => {
  sql = postgres(await copyDatabase(inject('adminUrl'), 'migrated'), { max: 1, onnotice: () => {} });
  before = await dumpSchema(sql);
});

afterAll(() => sql.end());

test.each([
  ['a limit', 'alter domain private.log_text drop constraint log_text_length'],
  ['a list of statuses', 'alter domain private.plan_status drop constraint plan_status_known'],
  ['a composite type', 'alter type private.context_scope add attribute more text'],
  ['an enum', "create type private.mood as enum ('good')"],
  ['a grant on a type', 'grant usage on type private.context_scope to anon'],
  ['a sequence', 'alter sequence public.agent_execution_logs_seq increment 2'],
  ['an extension', 'create extension citext schema extensions'],
  ['a view', 'create view private.all_tasks as select id from public.deep_work_tasks'],
  ['forced row level security', 'alter table public.agent_execution_logs force row level security'],
  ['default privileges', 'alter default privileges in schema private grant select on tables to anon'],
  ['a grant on a schema', 'grant create on schema public to anon'],
  ['a comment on a domain', "comment on domain private.log_text is 'Other'"],
  ['a comment on a trigger', "comment on trigger refuse_update on public.agent_execution_logs is 'Other'"],
  ['a comment on an index', "comment on index public.agent_execution_plans_task_id_idx is 'Other'"],
])('shows a change of %s', async (_, statement) => {
  const rolledBack = new Error('rolled back');
  const change = sql.begin(async (tx) => {
    await tx.unsafe(statement);
    // A transaction's tagged template works like a connection's, and dumpSchema begins no transaction of its own here.
    expect(
      await dumpSchema({ begin: (work: (tx: unknown) => unknown) => work(tx) } as unknown as postgres.Sql),
    ).not.toBe(before);
    throw rolledBack;
  });
  await expect(change).rejects.toBe(rolledBack);
});
