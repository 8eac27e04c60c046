/** Captured runs over HTTP: from the events of a client to tasks, plans, rows and usage in the database. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { env } from '@/lib/env';
import { capturedPlan, rowsOf, untilFound } from '@/tests/support/captured-plan';
import { sessionOf } from '@/tests/support/claude-code-session';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';
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
  untilFound(async () => {
    const pending =
      await sql`select from private.captured_events e join private.captured_sessions s on s.id = e.session_id
      where s.session = ${session} and e.projected_at is null`;
    return pending.length === 0 || null;
  });

const post = (payload: unknown) => agent.call('POST', '/ingest/claude-code', { body: payload });

/** Returns the plan of a session with its log, once it has this status. */
const planOf = (session: string, status = 'completed') =>
  capturedPlan(agent, session, (plan) => plan.status === status);

/** What a session left behind, without ids and times. */
async function outcomeOf(session: string) {
  await untilProjected(session);
  const plan = await planOf(session);
  const service = createAgentExecution(agent.db);
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
    const plan = await capturedPlan(agent, 'secret', (found) => rowsOf(found, 'command').length > 0);
    expect(JSON.stringify(plan)).not.toContain(secret);
    expect(JSON.stringify(plan)).toContain('[redacted:');
    const stored = await sql`select from private.captured_events where payload::text like ${`%${secret}%`}`;
    expect(stored).toHaveLength(0);
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
