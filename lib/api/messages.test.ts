/** Messages to agents at every interface: HTTP, MCP, hooks of coding agents, supabase-js and /rest/v1. */
import { createClient } from '@supabase/supabase-js';
import { beforeEach, describe, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { listMessages, sendMessage } from '@/lib/agent-execution/messages';
import { createTask } from '@/lib/agent-execution/tasks';
import { createAgentKey } from '@/lib/dashboard/agent-keys';
import { env } from '@/lib/env';
import { answerAgent } from '@/lib/rest/agent-rest';
import { capturedPlan, untilFound } from '@/tests/support/captured-plan';
import { callAs, createTestCaller, type TestCaller } from '@/tests/support/test-caller';
import { startAgentSession, startSession } from '@/tests/support/test-session';

const BODY = 'Use the other library';
const plain = { Prefer: '' };

let agent: TestCaller;
let planId: string;
beforeEach(async () => {
  agent = await createTestCaller();
  const { id: task_id } = await createTask(agent.db, { title: 'Task' });
  const steps = [1, 2, 3].map((step) => ({ step, action: 'work', description: `Step ${step}` }));
  const made = await agent.call('POST', '/plans', { body: { task_id, plan_type: 'research', steps } });
  planId = made.body.data.id;
});

const send = (plan_id = planId) => sendMessage(agent.db, { plan_id, body: BODY });
const report = (step: number, verb: string, headers: Record<string, string> = plain, body: object = {}) =>
  agent.call('POST', `/plans/${planId}/steps/${step}/${verb}`, { body, headers });
const delivered = async () =>
  (await listMessages(agent.db, planId)).map(({ channel, delivered_to }) => [channel, delivered_to]);

describe('over HTTP', () => {
  test('the next short report has it, and no later one', async () => {
    expect((await report(1, 'start')).body.data).not.toHaveProperty('messages');
    await send();
    const { data } = (await report(1, 'complete')).body;
    expect(data).toMatchObject({ status: 'completed', messages: [{ kind: 'message', body: BODY }] });
    expect(data).not.toHaveProperty('has_messages');
    expect((await report(2, 'start')).body.data).not.toHaveProperty('messages');
    expect(await delivered()).toEqual([['http', 'agent']]);
  });

  test('so have a report with all fields, a claim and a heartbeat', async () => {
    await send();
    expect((await report(1, 'start', {})).body.data).toMatchObject({
      step_number: 1,
      messages: [{ body: BODY }],
    });
    await report(1, 'complete', {});
    await send();
    const claim = await agent.call('POST', '/steps/claim', { body: { plan_id: planId }, headers: plain });
    expect(claim.body.data).toMatchObject({ step: { step_number: 2 }, messages: [{ body: BODY }] });
    await send();
    const { lease_token } = claim.body.data;
    expect((await report(2, 'heartbeat', plain, { lease_token })).body.data).toMatchObject({
      should_stop: false,
      messages: [{ body: BODY }],
    });
  });

  test('the report of a person leaves it to the agent, and so does a decision', async () => {
    await send();
    const { data } = await agent.db.auth.getSession();
    const person = callAs(agent.db, data.session?.access_token ?? '');
    const started = await person.call('POST', `/plans/${planId}/steps/1/start`, { body: {} });
    expect(started.body.data).not.toHaveProperty('messages');
    expect(await delivered()).toEqual([[null, null]]);
    expect((await report(1, 'complete')).body.data.messages).toHaveLength(1);
  });

  test('a key sends, lists and takes within its scopes', async () => {
    const path = `/plans/${planId}/messages`;
    expect((await agent.call('POST', path, { body: { body: BODY } })).status).toBe(403);
    const made = await createAgentKey(agent.db, { name: 'lead', scopes: ['read', 'write', 'approve'] });
    const lead = callAs(agent.db, made.key);
    expect((await lead.call('POST', path, { body: { body: BODY } })).body.data).toMatchObject({
      sent_by: 'lead',
    });
    expect((await agent.call('GET', path)).body.data).toMatchObject([{ body: BODY, delivered_at: null }]);
    const taken = await agent.call('POST', `${path}/take`, { body: { agent_name: 'worker-1' } });
    expect(taken.body.data).toMatchObject([{ body: BODY }]);
    expect(await delivered()).toEqual([['http', 'worker-1 (agent)']]);
    const stranger = await createTestCaller(['read', 'write', 'approve']);
    for (const [method, address] of [
      ['POST', path],
      ['GET', path],
      ['POST', `${path}/take`],
    ] as const) {
      const body = method === 'GET' ? undefined : address === path ? { body: BODY } : {};
      expect((await stranger.call(method, address, { body })).status).toBe(404);
    }
  });

  test('a repeated request with its Idempotency-Key gets the same message again', async () => {
    await send();
    const headers = { ...plain, 'Idempotency-Key': crypto.randomUUID() };
    const first = await report(1, 'start', headers);
    expect(first.body.data.messages).toHaveLength(1);
    expect((await report(1, 'start', headers)).body).toEqual(first.body);
  });
});

test('over MCP the next result of a tool has it as text', async () => {
  const person = await startSession();
  const ada = await startAgentSession(person, 'ada');
  const { id: task_id } = await createTask(person.db, { title: 'Task' });
  const { createPlan } = createAgentExecution(person.db);
  const step = { step: 1, action: 'work', description: 'Work' };
  const { id: plan_id } = await createPlan({ task_id, plan_type: 'research', steps: [step] });
  expect(await ada.use('next_step', { plan_id })).not.toContain(BODY);
  await sendMessage(person.db, { plan_id, body: BODY });
  expect(await ada.use('report_step', { plan_id, step_number: 1, outcome: 'start' })).toContain(BODY);
  await sendMessage(person.db, { plan_id, body: BODY });
  expect(await ada.use('recall', { query: 'libraries' })).toContain(BODY);
  expect(await ada.use('next_step', { plan_id })).not.toContain(BODY);
  expect(await listMessages(person.db, plan_id)).toMatchObject([{ channel: 'mcp' }, { channel: 'mcp' }]);
  const reader = await startAgentSession(person, 'reader', { scopes: ['read'] });
  await sendMessage(person.db, { plan_id, body: BODY });
  expect((await reader.call('next_step', { plan_id })).isError).toBe(false);
  expect((await listMessages(person.db, plan_id))[0]).toMatchObject({ delivered_at: null });
  await Promise.all([person, ada, reader].map(({ client }) => client.close()));
});

test('over supabase-js and /rest/v1 a call takes it', async () => {
  const client = createClient(env().supabaseUrl, env().publishableKey, {
    accessToken: async () => agent.key,
    global: { fetch: (input, init) => answerAgent(new Request(input, init), agent.key) },
  });
  const sent = await client.rpc('agent_send_message', { plan_id: planId, body: BODY });
  expect(sent.status).toBe(403);
  await send();
  const taken = await client.rpc('agent_take_messages', { plan_id: planId });
  expect(taken.data).toMatchObject([{ body: BODY }]);
  const written = await client.from('agent_messages').insert({ plan_id: planId, kind: 'message', body: 'x' });
  expect(written.status).toBe(403);
});

test('an executor in TypeScript takes it between two pieces of its work', async () => {
  const taken: string[] = [];
  const service = createAgentExecution(agent.db);
  await service.resumePlan(planId, async (_step, id, { takeMessages }) => {
    await send(id);
    taken.push(...(await takeMessages()).map(({ body }) => body));
  });
  expect(taken).toEqual([BODY, BODY, BODY]);
});

describe('the hook of a coding agent', () => {
  const hook = async (
    session: string,
    hook_event_name: string,
    fields: object = {},
    path = '/ingest/claude-code',
  ) =>
    (
      await agent.call('POST', path, {
        body: { session_id: session, cwd: '/srv/shop', hook_event_name, ...fields },
      })
    ).body;
  const begin = async () => {
    const session = crypto.randomUUID();
    await hook(session, 'UserPromptSubmit', { prompt_id: 'p1', prompt: 'Fix the cart' });
    return { session, plan: await capturedPlan(agent, session, () => true) };
  };
  const call = {
    prompt_id: 'p1',
    tool_name: 'Bash',
    tool_input: { command: 'ls' },
    tool_response: { stdout: '' },
  };

  test('gets it as context of the next result of a tool, once', async () => {
    const { session, plan } = await begin();
    await send(plan.id);
    expect(await hook(session, 'PreToolUse', { ...call, tool_use_id: 'u1' })).toEqual({});
    expect(await hook(session, 'PostToolUse', { ...call, tool_use_id: 'u1' })).toMatchObject({
      hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: expect.stringContaining(BODY) },
    });
    expect(await hook(session, 'PostToolUse', { ...call, tool_use_id: 'u2' })).toEqual({});
    expect(await listMessages(agent.db, plan.id)).toMatchObject([
      { channel: 'claude-code', delivered_to: expect.stringContaining('claude-code') },
    ]);
  });

  test('continues at the end of its turn with a message, but not with a pause', async () => {
    const { session, plan } = await begin();
    await createAgentExecution(agent.db).pausePlan(plan.id);
    expect(await hook(session, 'Stop', { last_assistant_message: 'Done' })).toEqual({});
    await send(plan.id);
    expect(await hook(session, 'Stop', { last_assistant_message: 'Done again' })).toEqual({
      decision: 'block',
      reason: expect.stringContaining(BODY),
    });
    const next = await hook(session, 'UserPromptSubmit', { prompt_id: 'p2', prompt: 'And then' });
    expect(next.hookSpecificOutput.additionalContext).toContain('The plan is paused. Stop now');
  });

  test('reaches one of two events that arrive at once', async () => {
    const { session, plan } = await begin();
    await send(plan.id);
    const responses = await Promise.all(
      ['a', 'b', 'c', 'd'].map((id) => hook(session, 'PostToolUse', { ...call, tool_use_id: id })),
    );
    expect(responses.filter((response) => 'hookSpecificOutput' in response)).toHaveLength(1);
  });

  test('of a command gets it only if it prints the response', async () => {
    const session = crypto.randomUUID();
    await hook(session, 'BeforeAgent', { prompt: 'Fix the cart' }, '/ingest/gemini');
    const plan = await capturedPlan(agent, session, () => true);
    await send(plan.id);
    const after = { tool_name: 'run_shell_command', tool_input: { command: 'ls' }, tool_response: {} };
    expect(await hook(session, 'AfterTool', after, '/ingest/gemini')).toEqual({});
    expect(
      await hook(session, 'AfterTool', { ...after, timestamp: 'later' }, '/ingest/gemini?reads=response'),
    ).toMatchObject({ hookSpecificOutput: { additionalContext: expect.stringContaining(BODY) } });
  });

  test('of another session of the same key does not get it', async () => {
    const [one, two] = [await begin(), await begin()];
    await send(one.plan.id);
    expect(await hook(two.session, 'PostToolUse', { ...call, tool_use_id: 'u1' })).toEqual({});
  });
});

describe('the memory of a project', () => {
  const hook = async (session: string, hook_event_name: string, fields: object = {}) =>
    (
      await agent.call('POST', '/ingest/claude-code?reads=response', {
        body: { session_id: session, cwd: '/srv/shop', hook_event_name, ...fields },
      })
    ).body;

  test('reaches the next run at its start, counts as used, and can be turned off', async () => {
    const session = crypto.randomUUID();
    await hook(session, 'UserPromptSubmit', { prompt_id: 'p1', prompt: 'Fix the cart' });
    const { id: plan_id } = await capturedPlan(agent, session, () => true);
    const entry = {
      plan_id,
      context_type: 'result',
      context_key: 'cart',
      context_value: 'The total is rounded twice',
    };
    await agent.call('POST', '/context', { body: entry });
    const next = crypto.randomUUID();
    const started = await hook(next, 'SessionStart', { source: 'startup' });
    expect(started.hookSpecificOutput).toEqual({
      hookEventName: 'SessionStart',
      additionalContext: expect.stringContaining('The total is rounded twice'),
    });
    const about = { prompt_id: 'p2', prompt: 'Is the total rounded?' };
    expect(await hook(next, 'UserPromptSubmit', about)).toEqual({});
    const { id } = await capturedPlan(agent, next, () => true);
    await untilFound(async () => {
      const { data } = await agent.db.from('agent_context_uses').select().eq('plan_id', id).eq('via', 'pack');
      return data?.length === 1 || null;
    });
    const off = { project: '/srv', is_on: false };
    expect((await agent.call('PUT', '/memory-projects', { body: off })).body.data).toEqual([off]);
    expect(await hook(crypto.randomUUID(), 'SessionStart', { source: 'startup' })).toEqual({});
    expect((await agent.call('GET', '/memory-projects')).body.data).toEqual([off]);
  });
});
