/** The response to a hook of Claude Code waits for a person. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { capturedPlan, untilFound } from '@/tests/support/captured-plan';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
let person: AgentExecution;
beforeAll(async () => {
  agent = await createTestCaller();
  person = createAgentExecution(agent.db);
});

const command = {
  command: 'curl -H "Authorization: Bearer sk-ant-api03-abcdefghijklmnopqrstuvwxyz" https://x.test',
};
const QUESTION = 'Which database?';
const questions = [
  { question: QUESTION, header: 'Database', options: [{ label: 'Postgres' }, { label: 'SQLite' }] },
];

/** Returns the events of a session up to a request, and what may follow. */
function sessionOf(session: string, tool_name: string, tool_input: object) {
  const base = { session_id: session, cwd: '/srv/shop', prompt_id: 'p1' };
  const call = { ...base, tool_name, tool_input };
  return {
    prompt: { ...base, hook_event_name: 'UserPromptSubmit', prompt: 'Ship it' },
    before: { ...call, hook_event_name: 'PreToolUse', tool_use_id: 'toolu_1' },
    request: { ...call, hook_event_name: 'PermissionRequest' },
    after: {
      ...call,
      hook_event_name: 'PostToolUse',
      tool_use_id: 'toolu_1',
      tool_response: { stdout: 'done' },
    },
    refused: {
      ...base,
      hook_event_name: 'PostToolBatch',
      tool_calls: [
        {
          tool_name,
          tool_input,
          tool_use_id: 'toolu_1',
          tool_response: "The user doesn't want to proceed with this tool use. The tool use was rejected.",
        },
      ],
    },
    stop: { ...base, hook_event_name: 'Stop', last_assistant_message: 'Done' },
  };
}

const post = async (payload: object) =>
  (await agent.call('POST', '/ingest/claude-code', { body: payload })).body;

/** Returns the request of a session, once its status is as expected. */
const requestOf = (session: string, status = 'open'): Promise<PlacedDecision> =>
  untilFound(async () => {
    const { id: plan_id } = await capturedPlan(agent, session, () => true);
    const found = (await person.listDecisions({ plan_id, status: 'all' })).find(
      ({ kind }) => kind !== 'step',
    );
    return found?.status === status ? found : null;
  });

/** Sends a request, whose response waits. */
async function ask(session: string, tool: string, input: object) {
  const events = sessionOf(session, tool, input);
  await post(events.prompt);
  await post(events.before);
  const response = post(events.request);
  return { events, response, decision: await requestOf(session) };
}

const decisionIn = (behavior: object) => ({
  hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: behavior },
});

describe('a permission', () => {
  test('is asked with the command, without its secrets, and allowed', async () => {
    const { response, decision } = await ask('allow', 'Bash', command);
    expect(decision).toMatchObject({
      kind: 'tool_call',
      step_number: 1,
      client: 'claude-code',
      project: '/srv/shop',
      request: { tool: 'Bash', input: { command: expect.stringContaining('[redacted:') } },
    });
    await person.decide(decision.id, 'allow');
    expect(await response).toEqual(decisionIn({ behavior: 'allow' }));
    expect(await requestOf('allow', 'decided')).toMatchObject({ delivered_at: expect.any(String) });
  });

  test('is denied with the reason', async () => {
    const { response, decision } = await ask('deny', 'Bash', command);
    await person.decide(decision.id, 'deny', { message: 'Use the test server' });
    expect(await response).toEqual(decisionIn({ behavior: 'deny', message: 'Use the test server' }));
  });

  test('is allowed with an edited input, and the fields that were not edited are those that were sent', async () => {
    const input = { ...command, timeout: 5 };
    const { response, decision } = await ask('edit', 'Bash', input);
    const shown = decision.request.input;
    await person.decide(decision.id, 'allow', { input: { ...(shown as object), timeout: 60 } });
    expect(await response).toEqual(
      decisionIn({ behavior: 'allow', updatedInput: { ...command, timeout: 60 } }),
    );
  });

  test('for the same call again is another request, and the same event again is none', async () => {
    const first = await ask('again', 'Bash', command);
    await person.decide(first.decision.id, 'allow');
    await first.response;
    expect(await post(first.events.request)).toEqual({});
    await post(first.events.after);
    await post({ ...first.events.before, tool_use_id: 'toolu_2' });
    const second = post(first.events.request);
    const decision = await untilFound(
      async () => (await person.listDecisions({ plan_id: first.decision.plan_id }))[0],
    );
    await person.decide(decision.id, 'deny', { message: 'Once is enough' });
    expect(await second).toEqual(decisionIn({ behavior: 'deny', message: 'Once is enough' }));
  });

  test('of a client that has gone leaves the request open', async () => {
    const events = sessionOf('gone', 'Bash', command);
    await post(events.prompt);
    const gone = new AbortController();
    const response = agent.call('POST', '/ingest/claude-code', { body: events.request, signal: gone.signal });
    await requestOf('gone');
    gone.abort();
    expect((await response).body).toEqual({});
    await vi.waitFor(async () => expect(await requestOf('gone')).toMatchObject({ held_until: null }));
  });

  test('reaches the agent with its next event if the response did not leave', async () => {
    const events = sessionOf('lost', 'Bash', command);
    await post(events.prompt);
    const connection = new AbortController();
    const { signal } = connection;
    const response = agent.call('POST', '/ingest/claude-code', { body: events.request, signal });
    await person.decide((await requestOf('lost')).id, 'deny', { message: 'Use the test server' });
    expect((await response).body).toEqual(decisionIn({ behavior: 'deny', message: 'Use the test server' }));
    connection.abort();
    const isReturned = async () =>
      expect(await requestOf('lost', 'decided')).toMatchObject({
        delivered_at: null,
        message_id: expect.any(String),
      });
    await vi.waitFor(isReturned);

    // The message may be lost as well.
    const other = new AbortController();
    const read = expect.stringContaining('was denied by');
    const context = { hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: read } };
    const next = { body: events.after, signal: other.signal };
    expect((await agent.call('POST', '/ingest/claude-code', next)).body).toEqual(context);
    other.abort();
    await vi.waitFor(isReturned);
    expect(await post({ ...events.after, tool_use_id: 'toolu_2' })).toEqual(context);
    expect(await requestOf('lost', 'decided')).toMatchObject({ delivered_at: expect.any(String) });
  });

  test.each([
    ['the calls that they are about', 3, [1, 2, 3]],
    ['nothing, and they are one request', 1, [1]],
  ])('at the same moment is known apart by %s', async (_, expected, calls) => {
    const events = sessionOf(`equal-${expected}`, 'Bash', command);
    await post(events.prompt);
    for (const call of calls) await post({ ...events.before, tool_use_id: `toolu_${call}` });
    const responses = [1, 2, 3].map(() => post(events.request));
    const open = await untilFound(async () => {
      const { id: plan_id } = await capturedPlan(agent, `equal-${expected}`, () => true);
      const found = await person.listDecisions({ plan_id });
      return found.length >= expected ? found : null;
    });
    await Promise.all(open.map(({ id }, n) => person.decide(id, 'deny', { message: `No ${n}` })));
    const given = (await Promise.all(responses)).map((each) => each.hookSpecificOutput?.decision.message);
    expect(given.filter(Boolean).sort()).toEqual(['No 0', 'No 1', 'No 2'].slice(0, expected));
  });
});

describe('the client’s own dialog', () => {
  test('is faster: the request was answered elsewhere, and the response says nothing', async () => {
    const { events, response } = await ask('terminal', 'Bash', command);
    await post(events.after);
    expect(await response).toEqual({});
    expect(await requestOf('terminal', 'answered_elsewhere')).toMatchObject({
      outcome: null,
      answer: { message: 'Answered at the terminal' },
    });
  });

  test('refuses: the request was denied at the terminal', async () => {
    const { events, response } = await ask('refused', 'Bash', command);
    await post(events.refused);
    expect(await response).toEqual({});
    expect(await requestOf('refused', 'answered_elsewhere')).toMatchObject({
      answer: { message: 'Denied at the terminal' },
    });
  });

  test('ends with the turn', async () => {
    const { events, response } = await ask('ended', 'Bash', command);
    await post(events.stop);
    expect(await response).toEqual({});
    await requestOf('ended', 'answered_elsewhere');
  });
});

test('a question gets the answers of the person', async () => {
  const { response, decision } = await ask('question', 'AskUserQuestion', { questions });
  expect(decision).toMatchObject({
    kind: 'question',
    question: QUESTION,
    options: [{ label: 'Postgres' }, {}],
  });
  await person.decide(decision.id, 'answer', { answers: { [QUESTION]: 'SQLite' } });
  expect(await response).toEqual(
    decisionIn({ behavior: 'allow', updatedInput: { questions, answers: { [QUESTION]: 'SQLite' } } }),
  );
});

describe('a plan', () => {
  const input = { plan: '# Ship\n\n1. Build\n2. Deploy', planFilePath: '/srv/plan.md' };

  test('is one request, bound to its text, and approved with an edit', async () => {
    const { response, decision } = await ask('plan', 'ExitPlanMode', input);
    expect(await person.listDecisions({ plan_id: decision.plan_id })).toHaveLength(1);
    expect(decision).toMatchObject({
      kind: 'plan',
      question: 'Approve the plan: Ship',
      request: { plan: input.plan },
    });
    await expect(person.decide(decision.id, 'allow', { hash: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'conflict',
    });
    const plan = '# Ship\n\n1. Build\n2. Test\n3. Deploy';
    await person.decide(decision.id, 'allow', { hash: decision.hash ?? '', input: { ...input, plan } });
    expect(await response).toEqual(decisionIn({ behavior: 'allow', updatedInput: { ...input, plan } }));
  });

  test('is rejected on its page, and the agent gets the reason', async () => {
    const { events, response, decision } = await ask('gate', 'ExitPlanMode', input);
    await person.rejectStep(decision.plan_id, decision.step_number ?? 0, { description: 'Test it first' });
    expect(await response).toEqual(decisionIn({ behavior: 'deny', message: 'Test it first' }));
    await post(events.refused);
    const plan = await capturedPlan(agent, 'gate', ({ steps }) =>
      steps.every(({ status }) => status !== 'blocked'),
    );
    expect(plan.steps.map(({ status }) => status)).toEqual(['in_progress', 'skipped', 'skipped', 'skipped']);
  });
});
