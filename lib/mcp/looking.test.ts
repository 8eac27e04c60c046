/** list, recall and next_step search all nouns and all open plans. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { updateTask } from '@/lib/agent-execution/task-edits';
import { type Session, startSession } from '@/tests/support/test-session';
import { planIdIn, taskIdIn } from '@/tests/support/tool-text';

let session: Session;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.client.close());

const step = { action: 'do', description: 'It' };
const plan = async (task_title: string, given: object[] = [step]) => {
  const text = await session.use('create_plan', { task_title, plan_type: 'migration', steps: given });
  return { plan_id: planIdIn(text), task_id: taskIdIn(text) };
};

describe('list', () => {
  test('finds tasks, plans, log rows and memories by words in any order, with their ids', async () => {
    const { plan_id, task_id } = await plan('Move the queue to Postgres');
    const logged = await session.use('log', {
      plan_id,
      action_type: 'note',
      description: 'Postgres took the queue',
    });
    const [, seq] = /#(\d+)/.exec(logged) ?? [];
    const kept = await session.use('remember', {
      entries: [
        {
          plan_id,
          context_type: 'findings',
          context_key: 'speed',
          context_value: 'The Postgres queue is fast',
        },
      ],
    });
    const [, entryId] = /as (\S+) v/.exec(kept) ?? [];
    const lines = (await session.use('list', { search: 'postgres QUEUE' })).split('\n');
    expect(lines).toEqual([
      `task ${task_id}: Move the queue to Postgres`,
      `plan ${plan_id} migration pending: Move the queue to Postgres`,
      `memory findings/speed: The Postgres queue is fast [${entryId}]`,
      `log #${seq} note: Postgres took the queue [plan ${plan_id}]`,
      expect.stringMatching(/^log #\d+ create_task: Created the task: Move the queue to Postgres$/),
    ]);
    expect(await session.use('list', { search: 'cucumber' })).toBe('Nothing matches these words.');
  });

  test('finds plans and tasks alone by words in any order, page by page', async () => {
    const made = [];
    for (let index = 0; index < 5; index += 1) made.push(await plan(`Rotate the 100% key ${index}`));
    await plan('Rotate nothing');
    for (const what of ['plans', 'tasks']) {
      const found = await session.use('list', { what, search: 'key  100% rotate', limit: 3 });
      const [, cursor] = /\nMore: .* cursor (.+)$/.exec(found) ?? [];
      const rest = await session.use('list', { what, search: 'key  100% rotate', limit: 3, cursor });
      const ids = `${found}\n${rest}`
        .split('\n')
        .filter((line) => line.includes('Rotate'))
        .map((line) => line.split(/[ :]/)[0]);
      expect(ids.sort()).toEqual(
        made.map(({ plan_id, task_id }) => (what === 'plans' ? plan_id : task_id)).sort(),
      );
    }
    expect(await session.use('list', { what: 'tasks', search: '100_' })).toBe('No tasks match.');
    expect(await session.use('list', { what: 'plans', search: 'rotate', status: 'completed' })).toBe(
      'No plans match.',
    );
  });
});

test('recall by words also lists tasks, plans and log rows that contain them', async () => {
  const { plan_id, task_id } = await plan('Tune the importer');
  await session.use('log', { plan_id, action_type: 'decision', description: 'Importer batches of 500' });
  const text = await session.use('recall', { query: 'importer' });
  expect(text).toContain('No context matches these words.');
  expect(text).toContain(`task ${task_id}: Tune the importer`);
  expect(text).toContain(`plan ${plan_id} migration pending: Tune the importer`);
  expect(text).toMatch(/log #\d+ decision: Importer batches of 500 \[plan /);
});

describe('next_step without a plan', () => {
  const block = (plan_id: string) =>
    session
      .use('report_step', { plan_id, step_number: 1, outcome: 'start' })
      .then(() => session.use('next_step', { plan_id }));

  test('searches all open plans, not only the newest twenty', async () => {
    const oldest = await plan('The only one with work');
    const gated = { ...step, requires_approval: true };
    for (let index = 0; index < 25; index += 1) await plan(`Waits ${index}`, [gated]);
    expect(await session.use('next_step', {})).toContain(`plan ${oldest.plan_id} `);
  });

  test('skips plans of a completed task', async () => {
    const [over, open] = [await plan('Over'), await plan('Open')];
    await session.use('report_step', { plan_id: over.plan_id, step_number: 1, outcome: 'start' });
    await updateTask(session.db, over.task_id, { completed: true });
    expect(await session.use('next_step', {})).toContain(`plan ${open.plan_id} `);
  });

  test('returns the plan that has waited longest, or else a step in progress', async () => {
    const first = await plan('First');
    const second = await plan('Second');
    expect(await session.use('next_step', {})).toContain(first.plan_id);
    await session.use('report_step', { plan_id: first.plan_id, step_number: 1, outcome: 'complete' });
    expect(await block(second.plan_id)).toContain('is in progress');
    expect(await session.use('next_step', {})).toMatch(
      new RegExp(`plan ${second.plan_id} .* is in progress`),
    );
    await session.use('update_plan', { plan_id: second.plan_id, status: 'paused' });
    expect(await session.use('next_step', {})).toBe('No plan has a step that can be done now.');
  });
});
