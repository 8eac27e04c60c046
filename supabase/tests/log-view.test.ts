/** The log for its readers: pages, filters, the range of a search, and the summary. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, other, owner } from './identities.ts';

let db: Database;
let plan: string;

interface View {
  rows: {
    seq: number;
    action_type: string;
    description: string;
    outcome: string | null;
    task_id: string | null;
    task_title: string;
  }[];
  next_seq: number | null;
  summary: {
    total: number;
    is_partial: boolean;
    bars: { bar: number; failed: number; done: number; other: number }[];
    action_types: { value: string; count: number }[];
    errors: number;
  } | null;
}

const view = async (filters: Record<string, unknown> = {}, identity = owner): Promise<View> =>
  db.as(identity, async (tx) => {
    const names = Object.keys(filters);
    const values = Object.values(filters) as never[]; // The types of postgres do not allow for every parameter.
    const list = names.map((name, i) => `${name} => $${i + 1}`).join(', ');
    return (await tx.unsafe(`select agent_log_view(${list}) as view`, values))[0]?.view;
  });

beforeAll(async () => {
  db = await openDatabase();
  plan = await db.makePlan('owner', await db.makeTask('owner'));
  await db.as(owner, async (tx) => {
    await tx`select agent_move_step(${plan}, 1, 'start_step')`;
    await tx`select agent_add_log('tool_call', ${plan}, step_number => 1, description => 'grep -n "principle" docs',
      after_state => ${tx.json({ exit_code: 1 })}, error_message => 'No such file')`;
    await tx`select agent_add_log('note', ${plan}, step_number => 1, description => 'Two keys',
      before_state => ${tx.json({ a: 1, b: 2 })}, after_state => ${tx.json({ a: 1, b: 3, c: 4, d: 5 })}, agent_confidence => 0.3)`;
    await tx`select agent_move_step(${plan}, 1, 'complete_step', agent_confidence => 0.9)`;
  });
});
afterAll(() => db.end());

test('pages short rows, newest first, each row once', async () => {
  const first = await view({ max_rows: 2 });
  expect(first.rows.map((row) => row.action_type)).toEqual(['complete_step', 'note']);
  expect(first.rows[0]).not.toHaveProperty('after_state');
  expect(first.rows[0]?.task_title).toBe('Task');
  const second = await view({ max_rows: 3, before_seq: first.next_seq });
  expect(second.rows.map((row) => row.action_type)).toEqual(['tool_call', 'start_step', 'create_plan']);
  const third = await view({ max_rows: 3, before_seq: second.next_seq });
  expect(third.rows.map((row) => row.action_type)).toEqual(['create_task']);
  expect((await view()).next_seq).toBe(null);
});

test('pages from the oldest row, each row once', async () => {
  const first = await view({ max_rows: 4, after_seq: 0 });
  expect(first.rows.map((row) => row.action_type)).toEqual([
    'create_task',
    'create_plan',
    'start_step',
    'tool_call',
  ]);
  const second = await view({ max_rows: 4, after_seq: first.next_seq, with_summary: true });
  expect(second.rows.map((row) => row.action_type)).toEqual(['note', 'complete_step']);
  expect(second).toMatchObject({ next_seq: null, summary: { total: 2 } });
});

test('names the task of a row without a plan', async () => {
  const [row] = (await view({ action_type: ['create_task'] })).rows;
  expect(row).toMatchObject({ task_title: 'Task', task_id: expect.any(String) });
});

test('shortens states to a few words', async () => {
  const { rows } = await view({ plan_id: plan });
  const outcomes = Object.fromEntries(rows.map((row) => [row.action_type, row.outcome]));
  expect(outcomes).toMatchObject({
    tool_call: 'exit 1',
    note: '+2 keys, 1 changed',
    start_step: '1 changed',
  });
});

test.each([
  [{ errors_only: true }, ['tool_call']],
  [{ confidence_below: 0.5 }, ['note']],
  [{ action_type: ['note', 'start_step'] }, ['note', 'start_step']],
  [{ search: 'PRINCIPLE' }, ['tool_call']],
  [{ search: 'no such' }, ['tool_call']],
  [{ step_number: 1, actor_type: 'agent' }, []],
  [{ start_date: '2000-01-01', end_date: '2000-01-02' }, []],
])('%j', async (filters, expected) => {
  expect((await view(filters)).rows.map((row) => row.action_type)).toEqual(expected);
});

test('the summary counts the rows that pass the filters', async () => {
  const { summary } = await view({ with_summary: true });
  expect(summary).toMatchObject({ total: 6, is_partial: false, errors: 1 });
  expect(summary?.bars.reduce((sum, bar) => sum + bar.failed + bar.done + bar.other, 0)).toBe(6);
  expect(summary?.bars.reduce((sum, bar) => sum + bar.done, 0)).toBe(1);
  expect(summary?.action_types).toContainEqual({ value: 'tool_call', count: 1 });
  const none = await view({ with_summary: true, search: 'nothing like it' });
  expect(none.summary).toMatchObject({ total: 0, bars: [], errors: 0 });
});

test('hides the log of another owner', async () => {
  expect(await view({ with_summary: true }, other)).toMatchObject({ rows: [], summary: { total: 0 } });
  expect((await view({ plan_id: plan }, other)).rows).toEqual([]);
});
