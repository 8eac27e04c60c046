/** Changes of a plan by an agent: pause, resume, cancel, reasoning, replan, added steps, sub-plans and approvals. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { type Session, startAgentSession, startSession } from '@/tests/support/test-session';
import { planIdIn, taskIdIn } from '@/tests/support/tool-text';

let person: Session;
let agent: Session;
let planId: string;
let taskId: string;

const steps = [
  { action: 'search', description: 'Search literature' },
  { action: 'deploy', description: 'Deploy it', requires_approval: true },
];

beforeEach(async () => {
  person = await startSession();
  agent = await startAgentSession(person, 'planner');
  const created = await agent.use('create_plan', { task_title: 'Changing', plan_type: 'ops', steps });
  [planId, taskId] = [planIdIn(created), taskIdIn(created)];
});
afterEach(() => Promise.all([person, agent].map(({ client }) => client.close())));

const update = (change: object) => agent.use('update_plan', { plan_id: planId, ...change });
/** Returns the plan without the time of the read. */
async function current() {
  const { as_of: _, ...plan } = await getRecentPlan(person.db, planId);
  return plan;
}

describe('update_plan', () => {
  test('pauses, resumes and cancels', async () => {
    expect(await update({ status: 'paused' })).toMatch(/^Plan \S+ is paused\. No step can be claimed/);
    expect(await agent.use('next_step', { plan_id: planId })).toBe('The plan is paused.');
    expect(await update({ status: 'in_progress' })).toMatch(
      / is (pending|in_progress|awaiting_approval)\. .*next_step/,
    );
    expect(await agent.use('next_step', { plan_id: planId })).toMatch(/^Step 1 of 2/);
    expect(await update({ status: 'cancelled' })).toMatch(/ is cancelled\. Stop working on it\.$/);
    expect((await current()).status).toBe('cancelled');
  });

  test('stores the reasoning', async () => {
    expect(await update({ reasoning: 'The index is enough.' })).toMatch(/The reasoning is stored\.$/);
    expect(await agent.use('list', { plan_id: planId })).toContain('The index is enough.');
  });

  test('replans, and the same step keeps its result', async () => {
    await agent.use('report_step', { plan_id: planId, step_number: 1, outcome: 'complete' });
    const next = [steps[0], { action: 'measure', description: 'Measure it' }, steps[1]];
    expect(await update({ steps: next, reasoning: 'No deployment' })).toMatch(
      / is version 2 of 3 steps and in_progress\./,
    );
    const { steps: now } = await current();
    expect(now.map(({ action, status }) => `${action} ${status}`)).toEqual([
      'search completed',
      'measure pending',
      'deploy pending',
    ]);
  });

  test('adds a step at the end', async () => {
    expect(await update({ add_step: { action: 'report', description: 'Report', depends_on: [] } })).toMatch(
      /^Added step 3 to plan \S+; it is pending\.$/,
    );
    expect((await current()).steps).toHaveLength(3);
  });

  test.each([
    [{ status: 'pause' }, 'did you mean paused?'],
    [{ state: 'paused' }, 'did you mean status?'],
    [{ add_step: { action: 'a', description: 'b', approval: true } }, 'did you mean requires_approval?'],
    [{ steps: [] }, 'steps needs at least one step'],
  ])('refuses conflicting or incomplete changes: %j', async (change, words) => {
    const before = await current();
    const { isError, text } = await agent.call('update_plan', { plan_id: planId, ...change });
    expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    expect(await current()).toEqual(before);
  });
});

describe('create_plan with parent', () => {
  const detail = { plan_type: 'detail', steps: [{ action: 'read', description: 'Read one paper' }] };

  test('creates a plan for the parent’s task and step', async () => {
    const created = await agent.use('create_plan', {
      ...detail,
      parent: { plan_id: planId, step_number: 1 },
    });
    expect(taskIdIn(created)).toBe(taskId);
    const sub = await getRecentPlan(person.db, planIdIn(created));
    expect(sub).toMatchObject({ parent_plan_id: planId, parent_step_number: 1 });
    await agent.use('report_step', { plan_id: sub.id, step_number: 1, outcome: 'complete' });
    expect((await current()).steps[0]?.status).toBe('completed');
  });

  test.each([
    [{ task_title: 'Another' }, 'Omit task_title'],
    [{ parent: { plan_id: '00000000-0000-4000-8000-000000000000', step_number: 1 } }, 'not_found'],
    [{ parent: { plan_id: 'PLAN', step_number: 9 } }, 'no step 9'],
  ])('refuses an invalid parent or task: %j', async (change, words) => {
    const parent = { plan_id: planId, step_number: 1 };
    const input = JSON.parse(JSON.stringify({ ...detail, parent, ...change }).replace('PLAN', planId));
    const { isError, text } = await agent.call('create_plan', input);
    expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
  });
});

describe('a decision about a step that awaits approval', () => {
  beforeEach(() => agent.use('report_step', { plan_id: planId, step_number: 1, outcome: 'complete' }));

  const decide = (session: Session, outcome: 'approve' | 'reject') =>
    session.call('report_step', { plan_id: planId, step_number: 2, outcome, description: 'Read it' });

  test.each([
    ['approve', 'pending', 'Step 2 of 2 is next'],
    ['reject', 'blocked', 'a person has to act'],
  ] as const)('%s succeeds with a key with the scope', async (outcome, status, words) => {
    const lead = await startAgentSession(person, 'lead', { scopes: ['read', 'write', 'approve'] });
    const { text, isError } = await decide(lead, outcome);
    expect([isError, text]).toEqual([false, expect.stringContaining(`Step 2 is ${status}. `)]);
    expect(text).toContain(words);
    await lead.client.close();
  });

  test.each(['approve', 'reject'] as const)('%s is refused to other keys', async (outcome) => {
    const { text, isError } = await decide(agent, outcome);
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/^forbidden: This key may not approve or reject steps\. Ask a person/),
    ]);
    expect((await current()).steps[1]?.status).toBe('awaiting_approval');
  });
});

test('a key for one plan changes that plan and finds no other', async () => {
  const other = planIdIn(await agent.use('create_plan', { task_title: 'Other', plan_type: 'ops', steps }));
  const only = await startAgentSession(person, 'restricted', { scopes: ['read', 'write'], plan_id: planId });
  expect(await only.use('update_plan', { plan_id: planId, status: 'paused' })).toContain('is paused');
  expect((await only.call('update_plan', { plan_id: other, status: 'paused' })).text).toMatch(/^not_found: /);
  expect(await only.use('list', { search: 'changing' })).not.toContain(other);
  expect(await only.use('list', { search: 'other' })).toBe('Nothing matches these words.');
  expect(await only.use('next_step', {})).not.toContain(other);
  await only.client.close();
});

test('a key that may only read changes nothing', async () => {
  const reader = await startAgentSession(person, 'reader', { scopes: ['read'] });
  const before = await current();
  for (const change of [{ status: 'paused' }, { reasoning: 'No' }, { steps }, { add_step: steps[0] }])
    expect((await reader.call('update_plan', { plan_id: planId, ...change })).text).toMatch(/^forbidden: /);
  const parent = { plan_id: planId, step_number: 1 };
  expect((await reader.call('create_plan', { plan_type: 'x', steps, parent })).text).toMatch(/^forbidden: /);
  expect(await current()).toEqual(before);
  expect(await reader.use('next_step', {})).toContain(planId);
  await reader.client.close();
});
