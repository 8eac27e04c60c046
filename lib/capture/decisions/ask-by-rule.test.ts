/** A person decides about a call of Copilot CLI that a rule asks about: its hook sends the call again, and the response waits. */
import { beforeAll, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { capturedPlan, rowsOf, untilFound } from '@/tests/support/captured-plan';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

const project = '/srv/shop';
const toolArgs = { command: 'npm publish', description: 'Publish it', initial_wait: 30 };
let agent: TestCaller;
let person: AgentExecution;

beforeAll(async () => {
  agent = await createTestCaller();
  person = createAgentExecution(agent.db);
  const rules = [{ effect: 'ask', action: 'command', pattern: 'npm publish*' }];
  await agent.db.rpc('agent_save_decision_rules', { project, rules }).throwOnError();
});

async function send(hook: string, sessionId: string, fields: JsonObject, timestamp = 1): Promise<unknown> {
  const input = {
    sessionId,
    timestamp: Date.parse('2026-11-30T10:00:00Z') + timestamp,
    cwd: project,
    ...fields,
  };
  return (await agent.call('POST', '/ingest/copilot?reads=response', { body: { hook, input } })).body;
}

/** Returns the request of a session, once its status is as expected. */
const requestOf = (session: string, status = 'open'): Promise<PlacedDecision> =>
  untilFound(async () => {
    const { id: plan_id } = await capturedPlan(agent, session, () => true);
    const [found] = await person.listDecisions({ plan_id, status: 'all' });
    return found?.status === status ? found : null;
  });

/** Sends a call as the hook does: first the call, and then, because a rule asks, the request. */
async function ask(session: string) {
  await send('userPromptSubmitted', session, { prompt: 'Ship it' });
  expect(await send('preToolUse', session, { toolName: 'bash', toolArgs }, 2)).toMatchObject({
    permissionDecision: 'ask',
  });
  const response = send('askPerson', session, { toolName: 'bash', toolArgs }, 2);
  return { response, decision: await requestOf(session) };
}

test('the person reads the call and allows it with another input', async () => {
  const { response, decision } = await ask('edited');
  expect(decision).toMatchObject({
    kind: 'tool_call',
    client: 'copilot',
    project,
    question: 'bash npm publish',
    request: { tool: 'bash', input: toolArgs },
  });
  await person.decide(decision.id, 'allow', { input: { ...toolArgs, command: 'npm pack' } });
  expect(await response).toEqual({
    permissionDecision: 'allow',
    modifiedArgs: { ...toolArgs, command: 'npm pack' },
  });
  const plan = await capturedPlan(agent, 'edited', (found) => rowsOf(found, 'rule').length > 0);
  expect(rowsOf(plan, 'rule').map(({ description }) => description)).toEqual([
    'Asked because of a rule: bash npm publish',
  ]);
});

test('the agent reads why the person denied it', async () => {
  const { response, decision } = await ask('denied');
  await person.decide(decision.id, 'deny', { message: 'Wait for the freeze to end' });
  expect(await response).toEqual({
    permissionDecision: 'deny',
    permissionDecisionReason: 'Wait for the freeze to end',
  });
});

test('a call that ran was answered at the terminal', async () => {
  const { response } = await ask('terminal');
  await send(
    'postToolUse',
    'terminal',
    {
      toolName: 'bash',
      toolArgs,
      toolResult: { resultType: 'success', textResultForLlm: 'done' },
    },
    3,
  );
  expect(await response).toEqual({});
  expect(await requestOf('terminal', 'answered_elsewhere')).toMatchObject({
    answer: { message: 'Answered at the terminal' },
  });
});
