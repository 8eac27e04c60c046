/** A person decides about a call of Copilot CLI or Gemini CLI that a rule asks about: its hook sends the call again, and the response waits. */
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

/** Sends an event of Copilot CLI. */
async function send(
  hook: string,
  sessionId: string,
  fields: JsonObject,
  timestamp = 1,
  process = 7,
): Promise<unknown> {
  const input = {
    sessionId,
    timestamp: Date.parse('2026-11-30T10:00:00Z') + timestamp,
    cwd: project,
    ...fields,
  };
  const query = `?reads=response${hook === 'askPerson' ? `&process=${process}` : ''}`;
  return (await agent.call('POST', `/ingest/copilot${query}`, { body: { hook, input } })).body;
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

test('the person reads the call and allows it with an edited input', async () => {
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

test('two hooks that ask the same in the same millisecond are two requests', async () => {
  const { response, decision } = await ask('equal');
  const repeated = send('askPerson', 'equal', { toolName: 'bash', toolArgs }, 2);
  expect(await repeated).toEqual({});
  const other = send('askPerson', 'equal', { toolName: 'bash', toolArgs }, 2, 8);
  const open = await untilFound(async () => {
    const found = await person.listDecisions({ plan_id: decision.plan_id });
    return found.length === 2 ? found : null;
  });
  for (const { id } of open)
    await person.decide(id, 'deny', { message: id === decision.id ? 'The first' : 'The second' });
  expect(await response).toMatchObject({ permissionDecisionReason: 'The first' });
  expect(await other).toMatchObject({ permissionDecisionReason: 'The second' });
});

test('a person allows a call of Gemini CLI with an edited input', async () => {
  const sendGemini = async (payload: JsonObject, query = '') =>
    (await agent.call('POST', `/ingest/gemini?reads=response${query}`, { body: payload })).body;
  const base = { session_id: 'gemini-edited', cwd: project, timestamp: '2026-11-30T10:00:00Z' };
  const tool_input = { command: 'npm publish', description: 'Publish it' };
  const call = { ...base, hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input };
  await sendGemini({ ...base, hook_event_name: 'BeforeAgent', prompt: 'Ship it' });
  expect(await sendGemini(call)).toMatchObject({ decision: 'ask' });
  const response = sendGemini({ hook: 'askPerson', input: call }, '&process=7');
  const { id, request, client } = await requestOf('gemini-edited');
  expect([client, request]).toEqual(['gemini', { tool: 'run_shell_command', input: tool_input }]);
  const edited = { ...tool_input, command: 'npm pack' };
  await person.decide(id, 'allow', { input: edited });
  expect(await response).toEqual({
    decision: 'allow',
    hookSpecificOutput: { hookEventName: 'BeforeTool', tool_input: edited },
  });
});
