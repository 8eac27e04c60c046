/** The client of the embedded backend returns what the same client returns over fetch. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { createTask } from '@/lib/agent-execution/tasks';
import { withRequestSignal } from '@/lib/http/request-signal';
import { createTestCaller } from '@/tests/support/test-caller';
import { supabaseFetch } from './fetch';
import { createTokenClient } from './token';

const NO_PLAN = '00000000-0000-4000-8000-000000000000';
const overFetch: typeof fetch = (input, init) => supabaseFetch(input, init);

let token: string;
let taskId: string;
let direct: AgentExecutionClient;
let ordinary: AgentExecutionClient;

beforeAll(async () => {
  const { db } = await createTestCaller();
  token = (await db.auth.getSession()).data.session?.access_token ?? '';
  direct = createTokenClient(token);
  ordinary = createTokenClient(token, overFetch);
  taskId = (await createTask(db, { title: 'Compare' })).id;
});

type Send = (db: AgentExecutionClient) => PromiseLike<unknown>;

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

const step = { step: 1, action: 'a', description: 'b' };
const calls: [title: string, send: Send][] = [
  ['rows', (db) => db.rpc('agent_list_retention')],
  ['null', (db) => db.rpc('agent_get_plan', { plan_id: NO_PLAN })],
  ['undefined arguments', (db) => db.rpc('agent_get_plan', { plan_id: NO_PLAN, include_logs: undefined })],
  [
    'an error of the service',
    (db) => db.rpc('agent_move_step', { plan_id: NO_PLAN, step_number: 1, action_type: 'x' }),
  ],
  ['an error of Postgres', (db) => db.rpc('agent_get_plan', { plan_id: 'x' })],
  ['an unknown function', (db) => db.rpc('agent_nothing' as never)],
  ['a name that is not a path segment', (db) => db.rpc('a/b?c' as never)],
  ['an unknown argument', (db) => db.rpc('agent_get_plan', { plan_id: NO_PLAN, x: 1 } as never)],
  ['a bigint', (db) => db.rpc('agent_query_plans', { max_rows: 1n as never })],
  [
    'a cycle',
    (db) =>
      db.rpc('agent_create_task', { task: cyclic as never }).then(({ error }) => error?.message.slice(0, 50)),
  ],
  ['a call with GET', (db) => db.rpc('agent_list_retention', undefined, { get: true })],
  ['a call with a count', (db) => db.rpc('agent_query_logs', {}, { count: 'exact' })],
  ['a filter', (db) => db.rpc('agent_query_logs', {}).eq('id', NO_PLAN)],
  ['a single row', (db) => db.rpc('agent_query_logs', {}).eq('id', NO_PLAN).maybeSingle()],
  ['throwOnError', (db) => Promise.allSettled([db.rpc('agent_get_plan', { plan_id: 'x' }).throwOnError()])],
  [
    'an aborted signal',
    (db) =>
      db
        .rpc('agent_list_retention')
        .abortSignal(AbortSignal.abort())
        .then(({ status }) => status),
  ],
];

test.each(calls)('the same result for %s', async (_title, send) => {
  expect(await send(direct)).toEqual(await send(ordinary));
});

describe('a client without an own fetch', () => {
  test('keeps the digits of numbers in both directions', async () => {
    const args = { task_id: taskId, plan_type: 'work', steps: [step], metadata: { n: '\x001.10' } };
    const { data } = await direct.rpc('agent_create_plan', args);
    expect(data?.metadata).toEqual(args.metadata);
  });

  test('can be sent again by awaiting the call again, as a builder of supabase-js', async () => {
    const call = direct.rpc('agent_list_retention');
    expect(await call).toEqual(await call);
  });

  test('applies a modifier to the call itself', async () => {
    // The log has a row about the task.
    expect((await direct.rpc('agent_query_logs', {})).data).not.toEqual([]);
    const call = direct.rpc('agent_query_logs', {});
    call.eq('id', NO_PLAN);
    expect((await call).data).toEqual([]);
  });

  test('is anonymous without a token', async () => {
    const [one, other] = [createTokenClient(null), createTokenClient(null, overFetch)];
    const result = await one.rpc('agent_list_retention');
    expect(result.error).not.toBeNull();
    expect(result).toEqual(await other.rpc('agent_list_retention'));
  });

  test('ends with the request that it serves', async () => {
    const send = () =>
      withRequestSignal(AbortSignal.abort(), async () => await direct.rpc('agent_list_retention'));
    expect(await send()).toMatchObject({ status: 503, error: { code: 'PGRST001' } });
  });
});
