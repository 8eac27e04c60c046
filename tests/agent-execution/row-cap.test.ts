/** PostgREST cuts a response at a row cap, which is 1,000 on hosted Supabase. No list may mistake the cut for its end. */
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { beforeAll, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, Database, Page } from '@/lib/agent-execution/agent-execution.types';
import { exportAccountData } from '@/lib/dashboard/account-data';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { signUp } from '@/tests/support/test-client';

const LOGS = 1501;
const TASKS = 1203;
const TASKS_PER_REQUEST = 200;
/** Tables, and functions that return rows. All others return one JSON value, which no cap cuts. */
let returnsRows: RegExp;

let token: string;
let planId: string;

beforeAll(async () => {
  const sql = postgres(env().databaseUrl ?? '', { max: 1 });
  const functions = await sql<{ name: string }[]>`
    select proname as name from pg_proc where pronamespace = 'public'::regnamespace and proretset and proname like 'agent\\_%'`;
  await sql.end();
  returnsRows = new RegExp(`/rest/v1/(?!rpc/)|/rpc/(${functions.map(({ name }) => name).join('|')})$`);
  const owner = await signUp();
  const { data } = await owner.auth.getSession();
  token = data.session?.access_token ?? '';
  const service = createAgentExecution(owner);
  const tasks = Array.from({ length: TASKS }, (_, index) => ({
    id: `t-${token.slice(-8)}-${index}`,
    title: `Task ${index}`,
  }));
  // Each request has two seconds, also on a busy machine.
  for (let start = 0; start < TASKS; start += TASKS_PER_REQUEST)
    await owner
      .from('deep_work_tasks')
      .insert(tasks.slice(start, start + TASKS_PER_REQUEST))
      .throwOnError();
  const [task] = await service.queryTasks({ limit: 1 });
  const steps = [{ step: 1, action: 'a', description: 'd' }];
  planId = (await service.createPlan({ task_id: task?.id ?? '', plan_type: 'research', steps })).id;
  const rows = Array.from({ length: LOGS - 1 }, () => ({ plan_id: planId, action_type: 'note' }));
  await service.ingestLogs(rows);
}, 120_000);

/** Returns a client of a server that cuts every list of rows at `cap`. */
function cappedAt(cap: number): AgentExecutionClient {
  const capped: typeof fetch = async (input, init) => {
    const response = await embeddedFetch(input, init);
    if (!response.ok || !returnsRows.test(new URL(String(input)).pathname)) return response;
    const body: unknown = await response.json();
    return Response.json(Array.isArray(body) ? body.slice(0, cap) : body, { headers: response.headers });
  };
  return createClient<Database>(env().supabaseUrl, env().publishableKey, {
    accessToken: async () => token,
    global: { fetch: capped },
  });
}

async function readAll<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<number[]> {
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    sizes.push(page.length);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return sizes;
}

const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);

for (const cap of [100, 250, 1000]) {
  test.each(['asc', 'desc'] as const)(
    `reads every log row in pages of 1,000 below a cap of ${cap}, %s`,
    async (order) => {
      const service: AgentExecution = createAgentExecution(cappedAt(cap));
      const sizes = await readAll((cursor) =>
        service.queryLogs({ plan_id: planId, limit: 1000, order, ...(cursor && { cursor }) }),
      );
      expect(sizes).toEqual([1000, LOGS - 1000]);
    },
  );

  test(`reads every task in pages of the cap ${cap}`, async () => {
    const service = createAgentExecution(cappedAt(cap));
    const sizes = await readAll((cursor) => service.queryTasks({ limit: cap, ...(cursor && { cursor }) }));
    expect(sum(sizes)).toBe(TASKS);
  });

  test(`exports every row below a cap of ${cap}`, async () => {
    const counts = new Map<string, number>();
    for await (const { table } of exportAccountData(cappedAt(cap)))
      counts.set(table, (counts.get(table) ?? 0) + 1);
    expect(counts.get('deep_work_tasks')).toBe(TASKS);
    expect(counts.get('agent_execution_logs')).toBeGreaterThanOrEqual(LOGS);
  }, 60_000);
}

test('returns every row of a write below a cap of 100', async () => {
  const service = createAgentExecution(cappedAt(100));
  const logs = Array.from({ length: 300 }, (_, n) => ({
    plan_id: planId,
    // Rows that move the plan are appended one by one, between runs of others.
    ...(n % 100 === 99
      ? { action_type: 'update_plan', after_state: { agent_reasoning: `${n}` } }
      : { action_type: 'note' }),
    description: `Row ${n}`,
  }));
  const added = await service.addLogs(logs);
  expect(added.map(({ description }) => description)).toEqual(logs.map(({ description }) => description));
  const [task] = await service.queryTasks({ limit: 1 });
  const steps = Array.from({ length: 150 }, (_, n) => ({ step: n + 1, action: 'a', description: `d${n}` }));
  const plan = await service.createPlan({ task_id: task?.id ?? '', plan_type: 'wide', steps });
  const order = steps.map(({ step }) => step);
  expect((await service.reorderSteps(plan.id, order)).map((step) => step.step_number)).toEqual(order);
  const made = await service.createSubtasks(plan.id);
  expect(made.map(({ title }) => title)).toEqual(steps.map(({ description }) => description));
  expect(await service.createSubtasks(plan.id)).toEqual([]);
});
