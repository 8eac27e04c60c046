/** The forecast of a plan's remaining time, learned from finished steps. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  person,
} from './identities.ts';
import { makeHistory } from './plan-history.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

async function forecast(identity: Identity, planId: string) {
  const [row] = await db.as(identity, (tx) => tx`select agent_forecast(${planId}) as f`);
  return row?.f;
}

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1) + minute * 60_000).toISOString();

/** Creates finished steps of one action that took these minutes, each with an estimate unless it is 0. */
const insertFinishedSteps = async (
  task: string,
  action: string,
  minutes: number[],
  estimated_duration = 10,
) => {
  for (const taken of minutes) {
    await makeHistory(
      db,
      task,
      'import',
      at(0),
      [declareStep(1, { action, ...(estimated_duration > 0 && { estimated_duration }) })],
      [
        [at(0), 'start_step', 1],
        [at(taken), 'complete_step', 1],
      ],
    );
  }
};

test('learns from five finished steps, adds up the rest, and ends with the plan', async () => {
  const task = await db.makeTask('learner');
  const learner = person('learner');
  const open = await makeHistory(
    db,
    task,
    'import',
    at(0),
    [declareStep(1, { action: 'copy', estimated_duration: 30 })],
    [],
  );
  expect(await forecast(learner, open)).toBeNull();

  await insertFinishedSteps(task, 'copy', [20, 20, 20, 20]);
  expect(await forecast(learner, open)).toBeNull();

  // Five steps took twice their estimate, with no spread.
  await insertFinishedSteps(task, 'copy', [20]);
  const alike = await forecast(learner, open);
  expect(alike).toMatchObject({ remaining_steps: 1, based_on: 5, running_steps: 0, is_late: false });
  expect(alike.p50_minutes).toBeCloseTo(60);
  expect(alike.p90_minutes).toBeCloseTo(60);

  // Steps of another action do not change what was learned about this one.
  await insertFinishedSteps(task, 'check', [5, 10, 10, 10, 15]);
  expect((await forecast(learner, open)).p50_minutes).toBeCloseTo(60);

  // A step without an estimate takes as long as similar steps. An unknown action is learned from its plan type.
  const mixed = await makeHistory(
    db,
    task,
    'import',
    at(0),
    [declareStep(1, { action: 'copy' }), declareStep(2, { action: 'new', estimated_duration: 10 })],
    [],
  );
  const sum = await forecast(learner, mixed);
  expect(sum.remaining_steps).toBe(2);
  expect(sum.based_on).toBe(10);
  // 20 minutes, and 17.5 with a spread (the median of 0.5, 1, 1, 1, 1.5 and five times 2).
  expect(sum.p50_minutes).toBeGreaterThan(20 + 15);
  expect(sum.p50_minutes).toBeLessThan(20 + 20);
  expect(sum.p90_minutes).toBeGreaterThan(sum.p50_minutes);

  await db.as(learner, (tx) => tx`select agent_add_log('complete_step', ${open}, step_number => 1)`);
  expect(await forecast(learner, open)).toBeNull();
});

test('subtracts the time already spent, but never more than the expected time', async () => {
  const task = await db.makeTask('runner');
  const runner = person('runner');
  await insertFinishedSteps(task, 'copy', [10, 10, 10, 10, 10]);
  const step = declareStep(1, { action: 'copy', estimated_duration: 60 });
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const running = await makeHistory(db, task, 'import', ago(20), [step], [[ago(20), 'start_step', 1]]);
  const onTime = await forecast(runner, running);
  expect(onTime.p50_minutes).toBeCloseTo(40, 0);
  expect(onTime).toMatchObject({ running_steps: 1, is_late: false });
  const late = await makeHistory(
    db,
    task,
    'import',
    ago(500),
    [step],
    [
      [ago(500), 'start_step', 1],
      [ago(1), 'tool_call', 1],
    ],
  );
  expect(await forecast(runner, late)).toMatchObject({
    p50_minutes: 0,
    p90_minutes: 0,
    running_steps: 1,
    is_late: true,
  });
});

test('counts no time of a step that somebody left', async () => {
  const task = await db.makeTask('leaver');
  const leaver = person('leaver');
  await insertFinishedSteps(task, 'copy', [10, 10, 10, 10, 10]);
  const began = new Date(Date.now() - 500 * 60_000).toISOString();
  const step = declareStep(1, { action: 'copy', estimated_duration: 60 });
  const left = await makeHistory(db, task, 'import', began, [step], [[began, 'start_step', 1]]);
  expect(await forecast(leaver, left)).toMatchObject({ running_steps: 0, is_late: false });
  expect((await forecast(leaver, left)).p50_minutes).toBeCloseTo(60);
});

test('calls no plan late whose steps take seconds, or that has not begun', async () => {
  const task = await db.makeTask('sprinter');
  const sprinter = person('sprinter');
  await insertFinishedSteps(task, 'copy', [0.01, 0.01, 0.01, 0.01, 0.01], 0);
  const seconds = (count: number) => new Date(Date.now() - count * 1000).toISOString();
  const step = declareStep(1, { action: 'copy' });
  const began = seconds(20);
  const running = await makeHistory(db, task, 'import', began, [step], [[began, 'start_step', 1]]);
  expect(await forecast(sprinter, running)).toMatchObject({
    p90_minutes: 0,
    running_steps: 1,
    is_late: false,
  });
  const old = await makeHistory(db, task, 'import', at(0), [step], []);
  expect(await forecast(sprinter, old)).toMatchObject({ running_steps: 0, is_late: false });
});

test('learns nothing for estimates of hours from steps of milliseconds', async () => {
  const task = await db.makeTask('recorder');
  const recorder = person('recorder');
  const step = declareStep(1, { action: 'copy', estimated_duration: 540 });
  const open = await makeHistory(db, task, 'import', at(0), [step], []);
  await insertFinishedSteps(task, 'copy', [0.001, 0.001, 0.001, 0.001, 0.001]);
  await insertFinishedSteps(task, 'copy', [0.001, 0.001, 0.001, 0.001, 0.001], 0);
  expect(await forecast(recorder, open)).toBeNull();
  await insertFinishedSteps(task, 'copy', [5, 5, 5, 5, 5]);
  const learnt = await forecast(recorder, open);
  expect(learnt).toMatchObject({ based_on: 10 });
  expect(learnt.p50_minutes).toBeCloseTo(270);
});

test('hides the plan of another owner', async () => {
  const planId = await db.makePlan('owner', await db.makeTask('owner'));
  await expectError(forecast(other, planId), 'AE404');
});
