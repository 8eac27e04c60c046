/** Captured runs over HTTP: from the events of a client to tasks, plans, rows and usage in the database. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { sessionOf } from '@/tests/support/claude-code-session';
import { callAs, createTestCaller, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { mappingOf } from './ingest';
import { projectPending } from './recover';

let agent: TestCaller;
let sql: postgres.Sql;
beforeAll(async () => {
  agent = await createTestCaller();
  sql = postgres(env().databaseUrl ?? inject('adminUrl'), { max: 1, onnotice: () => {} });
});
afterAll(() => sql.end());

/** Waits until all events of a session are projected. */
const untilProjected = (session: string) =>
  pollUntil(async () => {
    const pending =
      await sql`select from private.captured_events e join private.captured_sessions s on s.id = e.session_id
      where s.session = ${session} and e.projected_at is null`;
    return pending.length === 0 || null;
  });

const post = (payload: unknown, client = 'claude-code', by = agent) =>
  by.call('POST', `/ingest/${client}`, { body: payload });

/** Returns the plan of a session with its log, once it has this status. */
async function planOf(session: string, status = 'completed', by = agent): Promise<PlanWithDetails> {
  const service = createAgentExecution(by.db);
  return pollUntil(async () => {
    const plans = await service.queryPlans({ plan_type: 'session', limit: 1000 });
    const plan = plans.find(({ metadata }) => metadata.session === session);
    if (plan?.status !== status) return null;
    return service.getPlan(plan.id, true, true);
  });
}

async function pollUntil<T>(read: () => Promise<T | null>): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const value = await read();
    if (value !== null) return value;
    await sleep(50);
  }
  throw new Error('The session was not projected.');
}

/** What a session left behind, without ids and times. */
async function outcomeOf(session: string, by = agent) {
  await untilProjected(session);
  const plan = await planOf(session, 'completed', by);
  const service = createAgentExecution(by.db);
  const subPlans = await Promise.all(plan.sub_plans.map(({ plan_id }) => service.getPlan(plan_id, true)));
  const rows = [plan, ...subPlans].flatMap(({ logs = [], plan_type }) =>
    logs
      .filter(({ action_type }) => !/_step|_plan|replan|_context|_sub_plan/.test(action_type))
      .map(({ action_type, description, error_message }) => [
        plan_type,
        action_type,
        description,
        error_message,
      ]),
  );
  return {
    title: plan.task.title,
    steps: plan.steps.map(({ description, status }) => [description, status]).toSorted(),
    rows: rows.map((row) => JSON.stringify(row)).toSorted(),
    context: plan.context?.map(({ context_value }) => context_value),
  };
}

describe('a session of Claude Code', () => {
  test('becomes a task, a plan, rows with states, a sub-plan, usage and context', async () => {
    for (const event of sessionOf('one')) {
      const { status, body } = await post(event);
      expect({ status, body }).toEqual({ status: 200, body: {} });
    }
    const plan = await planOf('one');
    expect(plan.task.title).toBe('shop: Rename the sum of the cart');
    expect(plan.metadata).toMatchObject({
      client: 'claude-code',
      cwd: '/srv/shop',
      model: 'claude-sonnet-4-5',
    });
    expect(plan.steps.map(({ description, status }) => [description, status])).toEqual([
      ['Rename the sum of the cart', 'completed'],
      ['Rename it', 'completed'],
      ['Read the logs', 'completed'],
    ]);
    const edited = plan.logs?.find(({ action_type }) => action_type === 'edit');
    expect(edited).toMatchObject({
      entity_id: '/srv/shop/cart.ts',
      before_state: { text: 'const sum = 0;\n' },
    });
    expect(JSON.stringify(edited?.after_state)).toContain('+const total = 0;');
    const failed = plan.logs?.find(({ action_type }) => action_type === 'command');
    expect(failed).toMatchObject({
      error_message: expect.stringContaining('Exit code 1'),
      after_state: { exit_code: 1 },
    });
    expect(plan.logs?.find(({ action_type }) => action_type === 'disputed_claim')).toBeDefined();
    expect(plan.sub_plans).toMatchObject([{ step_number: 3, status: 'completed', plan_type: 'subagent' }]);
    const { data: usage } = await agent.db.from('agent_usage').select();
    expect(usage).toMatchObject([
      { model: 'claude-sonnet-4-5', input_tokens: 1000, cost_usd: 0.006, is_estimated: true },
    ]);
    const verification = await createAgentExecution(agent.db).verifyLog(plan.id);
    expect(verification).toMatchObject({ is_valid: true });
  });

  test('changes nothing when all of it is sent again, in one list', async () => {
    const before = await planOf('one');
    const again = await post(sessionOf('one'));
    expect(again).toMatchObject({ status: 200, body: {} });
    await post(sessionOf('marker'));
    await planOf('marker');
    expect((await planOf('one')).last_seq).toBe(before.last_seq);
  });

  test('ends the same when its events arrive side by side, twice and out of order', async () => {
    const expected = await outcomeOf('one');
    const events = sessionOf('two');
    await Promise.all([...events.toReversed(), ...events].map((event) => post(event)));
    expect(await outcomeOf('two')).toEqual(expected);
  });

  test('is projected in full from requests that repeat an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'every-event' };
    for (const event of sessionOf('keyed'))
      expect(await agent.call('POST', '/ingest/claude-code', { body: event, headers })).toMatchObject({
        status: 200,
        body: {},
      });
    expect(await outcomeOf('keyed')).toEqual(await outcomeOf('one'));
    const { body } = await agent.call('GET', '/connector-log');
    expect(body.data.filter(({ session }: { session: string }) => session === 'keyed')).toEqual([]);
  });

  test('can be claimed by no other agent', async () => {
    await post(sessionOf('open').slice(0, 4));
    await planOf('open', 'in_progress');
    const claim = await createAgentExecution(agent.db).claimNextStep();
    expect(claim.step).toBe(null);
  });

  test('keeps secrets out of the database', async () => {
    const secret = `${'gh'}p_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
    const events = sessionOf('secret');
    await post([
      ...events.slice(0, 2),
      { ...events[7], tool_input: { command: `curl -H "Authorization: token ${secret}"` } },
    ]);
    await post({ ...events[8], tool_input: { command: `curl -H "Authorization: token ${secret}"` } });
    const plan = await pollUntil(async () => {
      const found = await planOf('secret', 'in_progress');
      return found.logs?.some(({ action_type }) => action_type === 'command') ? found : null;
    });
    expect(JSON.stringify(plan)).not.toContain(secret);
    expect(JSON.stringify(plan)).toContain('[redacted:');
    const stored = await sql`select from private.captured_events where payload::text like ${`%${secret}%`}`;
    expect(stored).toHaveLength(0);
  });
});

describe('bad input', () => {
  test('lists the known clients for an unknown one', async () => {
    const { status, body } = await post({ session_id: 's' }, 'claude');
    expect(status).toBe(404);
    expect(body.error.message).toContain('claude-code');
  });

  test('ignores an unknown event and one without a session', async () => {
    expect(await post({ session_id: 'odd', hook_event_name: 'Danced' })).toMatchObject({
      status: 200,
      body: {},
    });
    expect(await post({ hook_event_name: 'Stop' })).toMatchObject({ status: 200, body: {} });
  });

  test('refuses a body that is not JSON', async () => {
    expect(await post('{')).toMatchObject({ status: 400 });
  });

  test('cuts ten megabytes of output, and keeps the length and the hash', async () => {
    const events = sessionOf('large');
    const stdout = 'x'.repeat(10 * 1024 * 1024);
    const hash = createHash('sha256').update(stdout).digest('hex').slice(0, 16);
    const large = {
      ...events[11],
      agent_id: undefined,
      tool_response: { stdout, stderr: '', interrupted: false },
    };
    expect(await post([...events.slice(0, 2), large])).toMatchObject({ status: 200, body: {} });
    const plan = await pollUntil(async () => {
      const found = await planOf('large', 'in_progress');
      return found.logs?.some(({ action_type }) => action_type === 'command') ? found : null;
    });
    const row = plan.logs?.find(({ action_type }) => action_type === 'command');
    expect(JSON.stringify(row).length).toBeLessThan(150_000);
    expect(row?.after_state).toMatchObject({ is_cut: true, stdout_length: stdout.length, stdout_hash: hash });
  });

  test('takes binary output, odd numbers, invalid UTF-8 and deep values, which no database stores', async () => {
    const { 1: prompt, 8: end } = sessionOf('binary');
    const deep = '['.repeat(600) + ']'.repeat(600);
    const fields = JSON.stringify({
      ...end,
      hook_event_name: 'PostToolUse',
      tool_name: 'Bash',
      error: undefined,
      tool_response: undefined,
    }).slice(0, -1);
    const sent = `${fields},"duration_ms":1e400,"deep":${deep},"tool_response":{"stdout":"${'\\u0000\\u0001'.repeat(50)}"}}`;
    expect(
      await post(
        Buffer.concat([
          Buffer.from(`[${JSON.stringify(prompt)},`),
          Buffer.from(sent),
          Buffer.from(',{"a":"\xe9"}]', 'latin1'),
        ]),
      ),
    ).toMatchObject({ status: 200, body: {} });
    const plan = await pollUntil(async () => {
      const found = await planOf('binary', 'in_progress');
      return found.logs?.some(({ action_type }) => action_type === 'command') ? found : null;
    });
    const row = plan.logs?.find(({ action_type }) => action_type === 'command');
    expect(JSON.stringify(row?.after_state)).toContain('[binary]');
  });

  test('keeps an exit code that Cursor sends behind a long output', async () => {
    const base = { conversation_id: 'nested', generation_id: 't1', workspace_roots: ['/srv/shop'] };
    const tool_output = JSON.stringify({ stdout: 'x '.repeat(100_000), exitCode: 3 });
    const call = { tool_name: 'Shell', tool_use_id: 'c1', tool_input: { command: 'npm test' }, tool_output };
    const prompt = { ...base, hook_event_name: 'beforeSubmitPrompt', prompt: 'Test it' };
    await post([prompt, { ...base, hook_event_name: 'postToolUse', ...call }], 'cursor');
    const plan = await pollUntil(async () => {
      const found = await planOf('nested', 'in_progress');
      return found.logs?.some(({ action_type }) => action_type === 'command') ? found : null;
    });
    const row = plan.logs?.find(({ action_type }) => action_type === 'command');
    expect(row?.after_state).toMatchObject({ exit_code: 3, is_cut: true });
  });

  test('ignores events of a deleted plan and logs them', async () => {
    const events = sessionOf('deleted');
    await post(events.slice(0, 4));
    const plan = await planOf('deleted', 'in_progress');
    await createAgentExecution(agent.db).deletePlan(plan.id);
    expect(await post(events.slice(4))).toMatchObject({ status: 200, body: {} });
    await pollUntil(async () => {
      const { body } = await agent.call('GET', '/connector-log');
      return body.data.some(({ session }: { session: string }) => session === 'deleted') || null;
    });
    const plans = await createAgentExecution(agent.db).queryPlans({ plan_type: 'session', limit: 1000 });
    expect(plans.filter(({ metadata }) => metadata.session === 'deleted')).toEqual([]);
  });

  test('stores the rest of a list if one event cannot be read, and logs that one', async () => {
    const mapping = mappingOf('claude-code');
    const { identify } = mapping;
    const spy = vi.spyOn(mapping, 'identify').mockImplementation((payload) => {
      if (payload.tool_name === 'Unreadable') throw new Error('This event cannot be read.');
      return identify(payload);
    });
    const silenced = vi.spyOn(console, 'warn').mockReturnValue();
    const events = sessionOf('unreadable');
    await post([{ ...events[7], tool_name: 'Unreadable' }, ...events.slice(0, 2)]);
    expect((await planOf('unreadable', 'in_progress')).steps).toHaveLength(1);
    const { body } = await agent.call('GET', '/connector-log');
    expect(body.data).toContainEqual(expect.objectContaining({ message: 'This event cannot be read.' }));
    spy.mockRestore();
    silenced.mockRestore();
  });

  test('stores the rest of a list with elements that are no events, and logs those', async () => {
    const silenced = vi.spyOn(console, 'warn').mockReturnValue();
    expect(await post([null, 7, ...sessionOf('mixed').slice(0, 2)])).toMatchObject({ status: 200, body: {} });
    expect((await planOf('mixed', 'in_progress')).steps).toHaveLength(1);
    const { body } = await agent.call('GET', '/connector-log');
    expect(body.data).toContainEqual(expect.objectContaining({ message: 'An event must be a JSON object.' }));
    silenced.mockRestore();
  });

  test('skips an event that cannot be projected', async () => {
    const events = sessionOf('poisoned');
    const poison = { ...events[7], session_id: 'poisoned', tool_name: 'Poison' };
    const mapping = mappingOf('claude-code');
    const { read } = mapping;
    const spy = vi.spyOn(mapping, 'read').mockImplementation((payload) => {
      if (payload.tool_name === 'Poison') throw new Error('This event is odd.');
      return read(payload);
    });
    const silenced = vi.spyOn(console, 'error').mockReturnValue();
    await post([...events.slice(0, 7), poison, ...events.slice(8)]);
    expect((await planOf('poisoned')).steps).toHaveLength(3);
    const { body } = await agent.call('GET', '/connector-log');
    expect(body.data).toContainEqual(
      expect.objectContaining({ session: 'poisoned', message: 'This event is odd.' }),
    );
    spy.mockRestore();
    silenced.mockRestore();
  });

  test('keeps the sessions of two people with one id apart', async () => {
    const other = await createTestCaller();
    await post(sessionOf('shared'), 'claude-code', other);
    await planOf('shared', 'completed', other);
    await post(sessionOf('shared').slice(0, 2));
    expect((await planOf('shared', 'in_progress')).steps).toHaveLength(1);
  });

  test('refuses a key that may not write', async () => {
    const reader = callAs(agent.db, await createTestKey(agent.db, ['read']));
    expect(await post(sessionOf('refused'), 'claude-code', reader)).toMatchObject({ status: 403 });
  });
});

test('projects what was acknowledged before the server ended, without secrets that came past the server', async () => {
  const claims = { sub: (await agent.db.auth.getUser()).data.user?.id ?? '', role: 'authenticated' };
  const [prompt] = sessionOf('left').slice(1);
  const payload = { ...prompt, prompt: `Push with ghp_${'a1B2'.repeat(9)}` };
  const events = [{ session: 'left', event: 'UserPromptSubmit', key: 'k1', payload }];
  await sql.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
    await tx`select public.agent_capture_events('claude-code', ${tx.json(events as never)})`;
  });
  await sql`update private.captured_events set received_at = received_at - interval '1 minute' where event_key = 'k1'`;
  await projectPending(sql, 2);
  const { steps, task } = await planOf('left', 'in_progress');
  expect([steps?.map(({ description }) => description), task?.title]).toEqual([
    [expect.stringMatching(/^Push with \[redacted:/)],
    expect.stringContaining('[redacted:'),
  ]);
});
