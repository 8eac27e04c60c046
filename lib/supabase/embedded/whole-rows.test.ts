/** Inserts and upserts of several rows over `/rest/v1`, some without columns that others have. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { signUp } from '@/tests/support/test-client';

// Most apps use a client without generated types.
let owner: SupabaseClient;
let taskId: string;

beforeAll(async () => {
  owner = (await signUp()) as unknown as SupabaseClient; // the same client, without generated types
});
beforeEach(async () => {
  taskId = (await owner.from('deep_work_tasks').insert({ title: 'Rows' }).select().single().throwOnError())
    .data.id;
});

const stored = async (table: string, ids: readonly string[]) =>
  (await owner.from(table).select().in('id', ids).throwOnError()).data;

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

const plan_json = { steps: [{ step: 1, action: 'search', description: 'Search' }] };

test.each([true, false])(
  'an insert returns the stored rows when one lacks a column (defaultToNull: %s)',
  async (defaultToNull) => {
    const plans: Record<string, unknown>[] = [
      { task_id: taskId, plan_type: 'one', plan_json },
      { task_id: taskId, plan_type: 'two', plan_json, status: 'paused', metadata: { id: 1 } },
    ];
    const entries: Record<string, unknown>[] = [
      { task_id: taskId, context_type: 'notes', context_key: 'one', context_value: 'a' },
      { task_id: taskId, context_type: 'notes', context_key: 'two', context_value: 'b', metadata: { id: 1 } },
    ];
    for (const [table, rows] of [
      ['agent_execution_plans', plans],
      ['agent_context_memory', entries],
    ] as const) {
      const { data } = await owner.from(table).insert(rows, { defaultToNull }).select().throwOnError();
      expect(data).toHaveLength(2);
      for (const row of await stored(table, idsOf(data)))
        for (const column of ['status', 'current_step', 'metadata', 'version', 'created_at'])
          expect([column, data.find(({ id }) => id === row.id)[column]]).toEqual([column, row[column]]);
      expect(data.map((row) => row.metadata)).toEqual([{}, { id: 1 }]);
    }
  },
);

test('stores and returns the default priority of a task that has none', async () => {
  const rows = [
    { id: crypto.randomUUID(), title: 'Without' },
    { id: crypto.randomUUID(), title: 'With', priority: 'HIGH' },
  ];
  const { data } = await owner.from('deep_work_tasks').insert(rows).select().throwOnError();
  expect(data.map((task) => task.priority)).toEqual(['MEDIUM', 'HIGH']);
  expect(data).toEqual(expect.arrayContaining(await stored('deep_work_tasks', idsOf(rows))));
});

test('an upsert replaces no value with a default, unless the caller requests it', async () => {
  const task = { id: crypto.randomUUID(), title: 'There', priority: 'HIGH' };
  await owner.from('deep_work_tasks').insert(task).throwOnError();
  const rows = [
    { id: task.id, title: 'Renamed' },
    { id: crypto.randomUUID(), title: 'New', priority: 'LOW' },
  ];
  const refused = await owner.from('deep_work_tasks').upsert(rows);
  expect(refused.error?.code).toBe('23502');
  expect(await stored('deep_work_tasks', [task.id])).toMatchObject([task]);
  const options = { defaultToNull: false };
  const { data } = await owner.from('deep_work_tasks').upsert(rows, options).select().throwOnError();
  expect(data.map(({ title, priority }) => [title, priority])).toEqual([
    ['Renamed', 'MEDIUM'],
    ['New', 'LOW'],
  ]);
});

test('an upsert of plans keeps the status of a row that sends none', async () => {
  const plan = { id: crypto.randomUUID(), task_id: taskId, plan_type: 'one', plan_json };
  await owner
    .from('agent_execution_plans')
    .insert({ ...plan, status: 'paused' })
    .throwOnError();
  const rows = [
    { ...plan, agent_reasoning: 'Wait for the sources' },
    { ...plan, id: crypto.randomUUID(), status: 'in_progress', current_step: 2 },
  ];
  const { data } = await owner.from('agent_execution_plans').upsert(rows).select().throwOnError();
  expect(data.map(({ status, current_step }) => [status, current_step])).toEqual([
    ['paused', 1],
    ['in_progress', 2],
  ]);
});

test('an upsert writes the columns of every row, not only those of the first', async () => {
  const entry = (context_key: string) => ({ task_id: taskId, context_type: 'notes', context_key });
  const first = ['one', 'two'].map((key) => ({ ...entry(key), context_value: 'first' }));
  await owner.from('agent_context_memory').insert(first).throwOnError();
  const metadata = { id: '725653563933458432', source: 'second' };
  const second = [
    { ...entry('one'), context_value: 'second' },
    { ...entry('two'), context_value: 'second', metadata },
  ];
  const { data } = await owner.from('agent_context_memory').upsert(second).select().throwOnError();
  const kept = await stored('agent_context_memory', idsOf(data));
  expect(kept.find(({ context_key }) => context_key === 'two')).toMatchObject({ version: 2, metadata });
  expect(data).toEqual(expect.arrayContaining(kept));
});
