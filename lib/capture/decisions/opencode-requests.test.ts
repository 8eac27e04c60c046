/** What OpenCode asks a person: its plugin sends the request, and the response waits. */
import { beforeAll, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { capturedPlan, rowsOf, untilFound } from '@/tests/support/captured-plan';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

const directory = '/srv/shop';
const args = { command: 'npm publish\nnpm whoami', description: 'Publish it' };
let agent: TestCaller;
let person: AgentExecution;

beforeAll(async () => {
  agent = await createTestCaller();
  person = createAgentExecution(agent.db);
});

/** Sends an event of a session as the plugin does, and returns the response. */
async function send(session: string, hook: string, input: JsonObject, output: JsonObject = {}) {
  const body = { hook, input: { sessionID: session, ...input }, output, root: session, directory };
  return (await agent.call('POST', '/ingest/opencode?reads=response', { body })).body;
}

const prompt = (session: string, text = 'Ship it') =>
  send(session, 'chat.message', {}, { message: { id: `${session}-1` }, parts: [{ type: 'text', text }] });
const event = (session: string, type: string, properties: JsonObject) =>
  send(session, 'event', { id: `${type}-1`, type, properties: { sessionID: session, ...properties } });
const permission = (session: string) =>
  send(
    session,
    'permission.asked',
    { id: `per_${session}`, permission: 'bash', patterns: ['npm publish'], tool: { callID: 'c1' } },
    { tool: 'bash', args },
  );

const requestOf = (session: string, status = 'open'): Promise<PlacedDecision> =>
  untilFound(async () => {
    const { id: plan_id } = await capturedPlan(agent, session, () => true);
    const [found] = await person.listDecisions({ plan_id, status: 'all' });
    return found?.status === status ? found : null;
  });

async function ask(session: string) {
  await prompt(session);
  await send(session, 'tool.execute.before', { tool: 'bash', callID: 'c1' }, { args });
  const response = permission(session);
  return { response, decision: await requestOf(session) };
}

test('a call is denied with a reason', async () => {
  const { response, decision } = await ask('denied');
  expect(decision).toMatchObject({
    client: 'opencode',
    project: directory,
    request: { tool: 'bash', input: args },
  });
  await person.decide(decision.id, 'deny', { message: 'Wait for the freeze to end' });
  expect(await response).toEqual({ reply: 'reject', message: 'Wait for the freeze to end' });
});

test.each([
  ['reject', 'Denied at the terminal'],
  ['once', 'Answered at the terminal'],
])('the answer “%s” at the terminal is faster', async (reply, message) => {
  const { response } = await ask(reply);
  await event(reply, 'permission.replied', { requestID: `per_${reply}`, reply });
  expect(await response).toEqual({});
  expect(await requestOf(reply, 'answered_elsewhere')).toMatchObject({ answer: { message } });
});

test('questions get their answers', async () => {
  await prompt('asked');
  const question = { question: 'Which database?', options: [{ label: 'Postgres' }, { label: 'SQLite' }] };
  const response = send('asked', 'question.asked', { id: 'que_1', questions: [question] });
  const { id } = await requestOf('asked');
  await person.decide(id, 'answer', { answers: { 'Which database?': 'SQLite' } });
  expect(await response).toEqual({ answers: [['SQLite']] });
});

test('a message reaches the model with the next result or prompt, once', async () => {
  await prompt('steered');
  const { id } = await capturedPlan(agent, 'steered', () => true);
  await person.sendMessage({ plan_id: id, body: 'Use the test server' });
  const result = { tool: 'bash', callID: 'c1', args };
  const response = await send('steered', 'tool.execute.after', result, { output: 'done' });
  expect(response).toEqual({ context: expect.stringContaining('Use the test server') });
  expect(await send('steered', 'tool.execute.after', { ...result, callID: 'c2' }, { output: '' })).toEqual(
    {},
  );
});

test('a prompt brings context of earlier runs in the folder', async () => {
  await prompt('earlier', 'Find the cheapest carrier for parcels');
  const { id, task_id } = await capturedPlan(agent, 'earlier', () => true);
  await person.setContext({
    plan_id: id,
    task_id,
    context_type: 'result',
    context_key: 'carrier',
    context_value: 'The cheapest carrier for parcels is Blue',
  });
  expect(await prompt('later', 'Book the cheapest carrier for parcels')).toEqual({
    context: expect.stringContaining('The cheapest carrier for parcels is Blue'),
  });
});

test('rules deny a call before it begins, and allow only what they match as a whole', async () => {
  const rules = [
    { effect: 'deny', action: 'command', pattern: 'git push*' },
    { effect: 'allow', action: 'command', pattern: 'npm *' },
  ];
  await agent.db.rpc('agent_save_decision_rules', { project: directory, rules }).throwOnError();
  await prompt('ruled');
  const push = { args: { command: 'npm test && git push' } };
  expect(await send('ruled', 'tool.execute.before', { tool: 'bash', callID: 'c2' }, push)).toEqual({
    deny: expect.stringContaining('git push*'),
  });
  const allowed = { tool: 'bash', args: { command: 'npm test' } };
  const asked = { id: 'per_2', permission: 'bash', patterns: ['npm test'], tool: { callID: 'c3' } };
  expect(await send('ruled', 'permission.asked', asked, allowed)).toEqual({ reply: 'once' });
  const plan = await capturedPlan(agent, 'ruled', (found) => rowsOf(found, 'rule').length > 1);
  expect(
    rowsOf(plan, 'rule')
      .map(({ description }) => description)
      .sort(),
  ).toEqual(['Allowed by a rule: bash npm test', 'Denied by a rule: bash npm test && git push']);
  // Without its arguments a request shows only what the client says of it.
  const response = send('ruled', 'permission.asked', { ...asked, id: 'per_3' });
  const { id } = await requestOf('ruled');
  await person.decide(id, 'deny', { message: 'No' });
  expect(await response).toMatchObject({ reply: 'reject' });
});
