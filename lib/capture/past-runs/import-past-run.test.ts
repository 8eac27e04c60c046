/** Imports of past runs over HTTP: from the rows of a client to tasks, plans, rows and usage in the database. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { sessionOf } from '@/tests/support/claude-code-session';
import { transcriptOf } from '@/tests/support/claude-code-transcript';
import { callAs, createTestCaller, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import type { PastRow } from './past-event';

const START = Date.parse('2026-10-01T08:00:00Z');

let agent: TestCaller;
beforeAll(async () => {
  agent = await createTestCaller();
});

const send = (session: string, rows: PastRow[], is_last = true, by = agent) =>
  by.call('POST', '/past-runs/claude-code', { body: { session, rows, is_last } });

async function planOf(session: string): Promise<PlanWithDetails | undefined> {
  const service = createAgentExecution(agent.db);
  const plans = await service.queryPlans({ plan_type: 'session', limit: 1000 });
  const plan = plans.find(({ metadata }) => metadata.session === session);
  return plan && service.getPlan(plan.id, true, true);
}

/** What a session left behind, without ids and times. */
async function outcomeOf(session: string) {
  const plan = await planOf(session);
  const { data: usage } = await agent.db
    .from('agent_usage')
    .select('usage_key,step_number,agent,input_tokens')
    .eq('plan_id', plan?.id ?? '');
  return {
    title: plan?.task.title,
    status: plan?.status,
    steps: plan?.steps.map(({ description, status }) => [description, status]),
    rows: plan?.logs
      ?.filter(({ action_type }) => !/_step|_plan|replan|_context|_sub_plan/.test(action_type))
      .map(({ action_type, description, metadata }) => [action_type, description, metadata.occurred_at])
      .toSorted(),
    usage: usage?.map((row) => JSON.stringify(row)).toSorted(),
    context: plan?.context?.map(({ context_value }) => context_value).toSorted(),
  };
}

describe('a transcript of Claude Code', () => {
  test('becomes a plan that is over, with rows, a sub-plan and usage, marked as imported', async () => {
    const rows = transcriptOf('past');
    const { status, body } = await send('past', rows);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        data: { session: 'past', skipped: null, is_complete: true, problems: [], lines: { 'agent-a1': 4 } },
      },
    });
    const plan = await planOf('past');
    expect(plan?.metadata).toMatchObject({
      imported: true,
      began_at: '2026-10-01T08:00:00.000Z',
      cwd: '/srv/shop',
      branch: 'main',
      model: 'claude-sonnet-4-5',
      client_version: '2.1.332',
    });
    expect(plan?.status).toBe('completed');
    expect(plan?.steps.map(({ description, status }) => [description, status])).toEqual([
      ['Rename the sum of the cart', 'completed'],
      ['Rename it', 'completed'],
      ['Read the logs', 'completed'],
      ['Now the basket', 'skipped'],
    ]);
    expect(plan?.steps.every(({ lease_owner }) => lease_owner === null)).toBe(true);
    const second = (at: string | null | undefined) => (Date.parse(at ?? '') - START) / 1000;
    expect(second(plan?.completed_at)).toBe(19);
    expect(plan?.steps.map((step) => [second(step.started_at), second(step.completed_at)])).toEqual([
      [0, 16],
      [0, 15],
      [9, 13],
      [17, 19],
    ]);
    const actors = new Set(plan?.logs?.map(({ actor_type, actor }) => `${actor_type} ${actor}`));
    expect([...actors]).toEqual(['agent claude-code (imported by agent)']);
    const edited = plan?.logs?.find(({ action_type }) => action_type === 'edit');
    expect(edited).toMatchObject({
      before_state: { text: 'const sum = 0;\n' },
      metadata: { occurred_at: '2026-10-01T08:00:05.000Z' },
    });
    const failed = plan?.logs?.find(({ action_type }) => action_type === 'command');
    expect(failed).toMatchObject({ after_state: { exit_code: 1 }, error_message: 'Exit code 1\n1 failed' });
    expect(plan?.logs?.filter(({ action_type }) => action_type === 'disputed_claim')).toHaveLength(1);
    const derived = plan?.logs?.filter(({ action_type }) => /^(?:prompt|disputed_claim)$/.test(action_type));
    expect(derived).toHaveLength(3);
    for (const { metadata } of plan?.logs ?? []) expect(metadata.occurred_at).toMatch(/^2026-10-01T08:00:/);
    expect(plan?.sub_plans).toMatchObject([{ step_number: 3, status: 'completed', plan_type: 'subagent' }]);
    // It cost something when it ran, and nothing today.
    const { total, groups } = await createAgentExecution(agent.db).sumUsage({
      plan_id: plan?.id ?? '',
      group_by: ['day'],
    });
    expect(groups).toMatchObject([{ day: '2026-10-01', calls: total?.calls }]);
    // Two more messages belong to the sub-plan.
    expect((await outcomeOf('past')).usage).toHaveLength(7);
    expect(await createAgentExecution(agent.db).verifyLog(plan?.id ?? '')).toMatchObject({ is_valid: true });
  });

  test('has the same times and agent over HTTP, in the short and the full view', async () => {
    const path = `/plans/${(await planOf('past'))?.id}/logs?action_type=edit`;
    const [short, full] = await Promise.all(
      ['short', 'full'].map(async (view) => (await agent.call('GET', `${path}&view=${view}`)).body.data),
    );
    expect(short).toMatchObject([{ metadata: { occurred_at: '2026-10-01T08:00:05.000Z' } }]);
    expect(full).toMatchObject([
      { actor: 'claude-code (imported by agent)', metadata: { occurred_at: '2026-10-01T08:00:05.000Z' } },
    ]);
  });

  test('changes nothing when it is imported again', async () => {
    const before = await planOf('past');
    const { body } = await send('past', transcriptOf('past'));
    expect(body.data).toMatchObject({ added: 0, is_complete: true });
    expect((await planOf('past'))?.last_seq).toBe(before?.last_seq);
  });

  test('becomes the same row by row, and each row twice', async () => {
    const rows = transcriptOf('slow');
    for (const row of rows) {
      await send('slow', [row], false);
      await send('slow', [row], false);
    }
    await send('slow', [], true);
    const expected = JSON.stringify(await outcomeOf('past'));
    expect(JSON.parse(JSON.stringify(await outcomeOf('slow')))).toEqual(JSON.parse(expected));
  });

  test('resumes when the files have grown', async () => {
    const rows = transcriptOf('grown');
    await send('grown', rows.slice(0, 8));
    const { body } = await send('grown', rows);
    expect(body.data).toMatchObject({ is_complete: true });
    const expected = await outcomeOf('past');
    const { steps, rows: written } = await outcomeOf('grown');
    expect({ steps, written }).toEqual({ steps: expected.steps, written: expected.rows });
  });
});

describe('a session that is skipped', () => {
  test('was captured by hooks', async () => {
    await agent.call('POST', '/ingest/claude-code', { body: sessionOf('live') });
    await vi.waitFor(async () => expect((await planOf('live'))?.status).toBe('completed'), {
      timeout: 10_000,
    });
    const before = await planOf('live');
    const { body } = await send('live', transcriptOf('live'));
    expect(body.data).toMatchObject({
      skipped: 'The hooks of the client have captured this session.',
      added: 0,
    });
    expect((await planOf('live'))?.last_seq).toBe(before?.last_seq);
  });

  test('belongs to a deleted plan', async () => {
    await send('deleted', transcriptOf('deleted').slice(0, 6));
    await createAgentExecution(agent.db).deletePlan((await planOf('deleted'))?.id ?? '');
    const { body } = await send('deleted', transcriptOf('deleted'));
    expect(body.data.skipped).toBe('The plan of this session was deleted.');
    expect(await planOf('deleted')).toBe(undefined);
  });
});

test('keeps secrets out of rows, of plans and of what waits for its result', async () => {
  const secret = `${'gh'}p_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
  const text = JSON.stringify(transcriptOf('secret')).replaceAll('npm test', `curl -H 'X: ${secret}' x`);
  const rows = JSON.parse(text.replaceAll('Rename the sum', `Use ${secret} for the sum`));
  for (const row of rows) await send('secret', [row], false);
  const { data } = await agent.call('GET', '/logs?limit=1000').then(({ body }) => body);
  expect(JSON.stringify(data)).not.toContain(secret);
  expect(JSON.stringify(await planOf('secret'))).toContain('[redacted:');
  const { body } = await send('open', rows.slice(0, 7), false);
  expect(body.data.added).toBeGreaterThan(0);
});

describe('bad input', () => {
  test('names the clients whose runs can be imported', async () => {
    const { status, body } = await agent.call('POST', '/past-runs/cursor', {
      body: { session: 's', rows: [], is_last: true },
    });
    expect(status).toBe(404);
    expect(body.error.message).toContain('claude-code');
  });

  test('ignores rows of other shapes', async () => {
    const rows = [
      {},
      { type: 'user' },
      { type: 'user', message: 5 },
      { type: 'assistant', message: { content: [7] } },
    ];
    const { status, body } = await send(
      'odd',
      rows.map((row, line) => ({ file: 'main', line, row })),
    );
    expect({ status, added: body.data.added, problems: body.data.problems }).toEqual({
      status: 200,
      added: 0,
      problems: [],
    });
    expect(await planOf('odd')).toBe(undefined);
  });

  test('refuses a key that may not write', async () => {
    const reader = callAs(agent.db, await createTestKey(agent.db, ['read']));
    expect(await send('refused', [], true, reader)).toMatchObject({ status: 403 });
  });
});
