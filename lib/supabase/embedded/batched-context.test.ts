/** Entries of many callers at the same time, batched on a real database. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import { setContext } from '@/lib/agent-execution/context';
import { createTask } from '@/lib/agent-execution/tasks';
import { createTokenClient } from '@/lib/supabase/token';
import { signUp } from '@/tests/support/test-client';

const ENTRIES = 48;

let admin: postgres.Sql;
let people: { db: AgentExecutionClient; task: string }[];

async function createPerson() {
  const person = await signUp();
  const db = createTokenClient((await person.auth.getSession()).data.session?.access_token ?? '');
  return { db, task: (await createTask(db, { title: 'Work with context' })).id };
}

beforeAll(async () => {
  admin = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  people = [await createPerson(), await createPerson()];
});

afterAll(() => admin.end());

const setEach = (type: string, more: (place: number) => Partial<SetContextInput> = () => ({})) =>
  Promise.all(
    Array.from({ length: ENTRIES }, (_, place) => {
      const { db, task } = people[place % 2] ?? { db: undefined, task: '' };
      if (!db) throw new Error('There is no such person.');
      const entry = { context_type: type, context_key: `key ${place}`, context_value: `value ${place}` };
      return setContext(db, { ...entry, task_id: task, ...more(place) }).then(
        ({ context_value, task_id }) => [context_value, task_id],
        codeOf,
      );
    }),
  );

function codeOf(error: unknown): string {
  if (error instanceof AgentExecutionError) return error.code;
  throw error;
}

const taskOf = (place: number) => people[place % 2]?.task ?? '';

test('entries of several people share transactions, each in the chain of its task', async () => {
  const set = await setEach('note');
  expect(set).toEqual(Array.from({ length: ENTRIES }, (_, place) => [`value ${place}`, taskOf(place)]));
  const tasks = people.map(({ task }) => task);
  const [row] = await admin<{ transactions: number; owners: number; rows: number }[]>`
    select count(distinct l.xmin::text)::int as transactions, count(*)::int as rows,
      count(*) filter (where l.user_id = t.user_id::text)::int as owners
    from agent_execution_logs l join deep_work_tasks t on t.id = l.task_id
    where l.action_type = 'set_context' and l.task_id = any (${tasks})`;
  expect(row).toMatchObject({ rows: ENTRIES, owners: ENTRIES });
  expect(row?.transactions).toBeLessThan(ENTRIES / 2);
});

test('an entry that is refused gets its error, and the others of its batch are set', async () => {
  const set = await setEach('large', (place) => (place === 7 ? { metadata: { a: 'x'.repeat(17_000) } } : {}));
  expect(set[7]).toBe('too_large');
  expect(set.filter((each) => typeof each !== 'string')).toHaveLength(ENTRIES - 1);
});
