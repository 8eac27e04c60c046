/** Asking and deciding over the service, HTTP, MCP and /rest/v1, for every kind of caller. */
import { createClient } from '@supabase/supabase-js';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, Plan } from '@/lib/agent-execution/agent-execution.types';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { createAgentKey } from '@/lib/dashboard/agent-keys';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createTokenClient } from '@/lib/supabase/token';
import { callAs } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';
import { createKeyClient } from '@/tests/support/test-clients';
import { sessionOf } from '@/tests/support/test-session';

const steps = [{ step: 1, action: 'work', description: 'Ship it', requires_approval: true }];

let owner: AgentExecutionClient;
let plan: Plan;
let elsewhere: Plan;
let asked: PlacedDecision[];

beforeAll(async () => {
  owner = await signUp();
});

beforeEach(async () => {
  const service = createAgentExecution(owner);
  const task = await service.createTask({ title: 'Shop' });
  plan = await service.createPlan({ task_id: task.id, plan_type: 'release', steps });
  elsewhere = await service.createPlan({ task_id: task.id, plan_type: 'release', steps });
  await service.ask({ plan_id: plan.id, question: 'Ship?', kind: 'tool_call' });
  asked = await service.listDecisions({ plan_id: plan.id });
  expect(asked.map(({ kind }) => kind)).toEqual(['step', 'tool_call']);
});

interface Caller {
  db: AgentExecutionClient;
  /** Of an agent. */
  key?: string;
}

const agent = async (...[input]: [Omit<Parameters<typeof createAgentKey>[1], 'name'>]): Promise<Caller> => {
  const { key } = await createAgentKey(owner, { name: 'agent', ...input });
  const { token } = await exchangeAgentKey(key);
  return { key, db: createTokenClient(token, embeddedFetch) };
};

const scopes: ('read' | 'write' | 'approve')[] = ['read', 'write', 'approve'];

/** Who calls, whether they may decide, and whether they see the request. */
const callers: [string, boolean, boolean, () => Promise<Caller>][] = [
  ['the owner', true, true, async () => ({ db: owner })],
  ['a key with the scope approve', true, true, () => agent({ scopes })],
  ['a key without it', false, true, () => agent({ scopes: ['read', 'write'] })],
  ['a key that only reads', false, true, () => agent({ scopes: ['read'] })],
  ['a key for the plan', true, true, () => agent({ scopes, plan_id: plan.id })],
  ['a key for another plan', false, false, () => agent({ scopes, plan_id: elsewhere.id })],
  ['another person', false, false, async () => ({ db: await signUp() })],
  [
    'the service role',
    true,
    true,
    async () => ({
      db: createClient(env().supabaseUrl, env().secretKey ?? '', {
        auth: { persistSession: false },
        global: { fetch: embeddedFetch },
      }),
    }),
  ],
];

interface Interface {
  /** Returns whether the decision was accepted. */
  decide(caller: Caller, id: string): Promise<boolean>;
  /** Returns the ids of what is open. */
  list(caller: Caller): Promise<string[]>;
}

const idsIn = (decisions: { id: string }[]) => decisions.map(({ id }) => id);

const interfaces: Record<string, Interface> = {
  'the service': {
    decide: ({ db }, id) =>
      createAgentExecution(db)
        .decide(id, 'allow')
        .then(
          () => true,
          () => false,
        ),
    list: async ({ db }) => idsIn(await createAgentExecution(db).listDecisions({ limit: 500 })),
  },
  MCP: {
    async decide({ db }, decision_id) {
      const { client, call } = await sessionOf(db);
      const { isError } = await call('decide', { decision_id, outcome: 'allow' });
      await client.close();
      return !isError;
    },
    async list({ db }) {
      const { client, call } = await sessionOf(db);
      const { text } = await call('list', { what: 'decisions', limit: 500, max_tokens: 100_000 });
      await client.close();
      return [...text.matchAll(/^([0-9a-f-]{36}(?::\d+)?) /gm)].map(([, id]) => id ?? '');
    },
  },
  HTTP: {
    async decide({ db, key = '' }, id) {
      const body = { outcome: 'allow' };
      return (await callAs(db, key).call('POST', `/decisions/${id}/decide`, { body })).status === 200;
    },
    list: async ({ db, key = '' }) =>
      idsIn((await callAs(db, key).call('GET', '/decisions?limit=500')).body.data),
  },
  '/rest/v1 with a key': {
    decide: async ({ key = '' }, decision_id) =>
      !(await createKeyClient(key).rpc('agent_decide', { decision_id, outcome: 'allow' })).error,
    list: async ({ key = '' }) =>
      idsIn((await createKeyClient(key).rpc('agent_list_decisions', { max_rows: 500 }).throwOnError()).data),
  },
};

/** People use HTTP with cookies, which the browser tests do. */
const needsKey = (name: string) => name === 'HTTP' || name === '/rest/v1 with a key';

describe.each(Object.entries(interfaces))('over %s', (name, calls) => {
  test.each(callers)('%s: may decide %s, sees it %s', async (_, mayDecide, mayList, identify) => {
    const caller = await identify();
    if (caller.key === undefined && needsKey(name)) return;
    const shown = await calls.list(caller);
    for (const { id } of asked) {
      expect(shown.includes(id)).toBe(mayList);
      expect(await calls.decide(caller, id)).toBe(mayDecide);
    }
    const left = await createAgentExecution(owner).listDecisions({ plan_id: plan.id });
    expect(left).toHaveLength(mayDecide ? 0 : asked.length);
  });
});

test('an agent that waits over HTTP gets the decision at once, and it counts as delivered', async () => {
  const { db, key = '' } = await agent({ scopes: ['read', 'write'] });
  const { call } = callAs(db, key);
  const { body } = await call('POST', `/plans/${plan.id}/decisions`, { body: { question: 'Which region?' } });
  const waiting = call('GET', `/decisions/${body.data.id}?wait=55`);
  await createAgentExecution(owner).decide(body.data.id, 'answer', { answers: 'eu-west-1' });
  const { data } = (await waiting).body;
  expect(data).toMatchObject({
    status: 'decided',
    answer: { answers: 'eu-west-1' },
    delivered_at: expect.any(String),
  });
});

test('an agent that asks over MCP gets the answer, and waits again if there is none yet', async () => {
  const { db } = await agent({ scopes: ['read', 'write'] });
  const { client, use } = await sessionOf(db);
  const text = await use('ask', { plan_id: plan.id, question: 'Which region?', wait: 0 });
  const [id = ''] = /[0-9a-f-]{36}/.exec(text) ?? [];
  const waiting = use('ask', { decision_id: id });
  await createAgentExecution(owner).decide(id, 'answer', {
    answers: 'eu-west-1',
    message: 'The users live there',
  });
  expect(await waiting).toContain('answered.\nAnswer: eu-west-1\nMessage: The users live there');
  await client.close();
});
