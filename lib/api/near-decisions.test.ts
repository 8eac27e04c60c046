/** Values of asking and deciding whose meaning is clear succeed over the service, HTTP, MCP and /rest/v1. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Decision } from '@/lib/agent-execution/decisions';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { createAgentKey } from '@/lib/dashboard/agent-keys';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createTokenClient } from '@/lib/supabase/token';
import { callAs } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';
import { createKeyClient } from '@/tests/support/test-clients';
import { type Session, sessionOf } from '@/tests/support/test-session';

let owner: AgentExecutionClient;
let agent: AgentExecutionClient;
let session: Session;
let key: string;
let plan_id: string;

beforeAll(async () => {
  owner = await signUp();
  key = (await createAgentKey(owner, { name: 'agent', scopes: ['read', 'write', 'approve'] })).key;
  agent = createTokenClient((await exchangeAgentKey(key)).token, embeddedFetch);
  session = await sessionOf(agent);
  const service = createAgentExecution(owner);
  const task = await service.createTask({ title: 'Shop' });
  const steps = [{ step: 1, action: 'work', description: 'Ship it' }];
  plan_id = (await service.createPlan({ task_id: task.id, plan_type: 'release', steps })).id;
});

interface Interface {
  ask(asked: JsonObject): Promise<unknown>;
  decide(id: string, answers: Json): Promise<unknown>;
}

const accepted = async (response: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await response;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
};

const interfaces: Record<string, () => Interface> = {
  'the service, for the owner': () => overService(owner),
  'the service, for an agent': () => overService(agent),
  HTTP: () => ({
    ask: (body) => accepted(callAs(owner, key).call('POST', `/plans/${plan_id}/decisions`, { body })),
    decide: (id, answers) =>
      accepted(
        callAs(owner, key).call('POST', `/decisions/${id}/decide`, { body: { outcome: 'answer', answers } }),
      ),
  }),
  MCP: () => ({
    ask: (asked) => session.use('ask', { plan_id, wait: 0, ...asked }),
    decide: (decision_id, answers) => session.use('decide', { decision_id, outcome: 'answer', answers }),
  }),
  '/rest/v1': () => ({
    ask: async (asked) =>
      createKeyClient(key)
        .rpc('agent_ask', { plan_id, question: String(asked.question), ...asked })
        .throwOnError(),
    decide: async (decision_id, answers) =>
      createKeyClient(key).rpc('agent_decide', { decision_id, outcome: 'answer', answers }).throwOnError(),
  }),
};

function overService(db: AgentExecutionClient): Interface {
  const service = createAgentExecution(db);
  return {
    // Callers in JavaScript send any value.
    ask: (asked) => service.ask({ plan_id, ...asked } as Parameters<typeof service.ask>[0]),
    decide: (id, answers) => service.decide(id, 'answer', { answers }),
  };
}

let count = 0;

/** Asks and answers, and returns the decision. */
async function decided(calls: Interface, asked: JsonObject, answers: Json): Promise<Decision> {
  const question = `Which one? ${count++}`;
  await calls.ask({ question, ...asked });
  const service = createAgentExecution(owner);
  const [open] = await service.listDecisions({ plan_id });
  expect(open?.question).toBe(question);
  await calls.decide(open?.id ?? '', answers);
  return service.getDecision(open?.id ?? '');
}

describe.each(Object.entries(interfaces))('over %s', (_, open) => {
  test.each<[string, Json, Decision['options']]>([
    ['texts', ['A', 'B'], [{ label: 'A' }, { label: 'B' }]],
    ['a text', 'A', [{ label: 'A' }]],
    ['an object', { label: 'A', description: 'The first' }, [{ label: 'A', description: 'The first' }]],
    ['numbers and objects', [1, { label: 'two' }], [{ label: '1' }, { label: 'two' }]],
  ])('%s are options', async (_name, options, expected) => {
    expect((await decided(open(), { options }, 'A')).options).toEqual(expected);
  });

  test.each<[Json, string]>([
    ['A', 'A'],
    [42, '42'],
    [1.5, '1.5'],
    [false, 'false'],
    [['A', 'B'], 'A, B'],
  ])('%j answers a question as text', async (answers, expected) => {
    expect((await decided(open(), {}, answers)).answer).toEqual({ answers: expected });
  });

  test('answers belong to their questions, one to the only one', async () => {
    const two = { request: { questions: ['How many?', { question: 'Which?' }] } };
    const answered = await decided(open(), two, { 'How many?': 3, 'Which?': ['A', 'B'] });
    expect(answered.request).toEqual({ questions: [{ question: 'How many?' }, { question: 'Which?' }] });
    expect(answered.answer).toEqual({ answers: { 'How many?': '3', 'Which?': 'A, B' } });
    const one = { request: { questions: [{ question: 'How many?' }] } };
    expect((await decided(open(), one, 3)).answer).toEqual({ answers: { 'How many?': '3' } });
  });

  test.each<[JsonObject, Json]>([
    [{}, {}],
    [{}, []],
    [{}, [{ a: 1 }]],
    [{ request: { questions: ['A?', 'B?'] } }, 'both'],
    [{ request: { questions: ['A?', 'B?'] } }, { 'A?': 1 }],
  ])('what was asked as %j is not answered by %j', async (asked, answers) => {
    await expect(decided(open(), asked, answers)).rejects.toThrow(/answers|status|expected/);
    const service = createAgentExecution(owner);
    for (const { id } of await service.listDecisions({ plan_id })) await service.withdrawDecision(id);
  });
});

test('an answer by the text of the question is the answer', async () => {
  const service = createAgentExecution(owner);
  const { id } = await service.ask({ plan_id, question: 'Which one?' });
  await service.decide(id, 'answer', { answers: { 'Which one?': true } });
  expect((await service.getDecision(id)).answer).toEqual({ answers: 'true' });
});
