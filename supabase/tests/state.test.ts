/** Compares the state functions with an independent model: every combination, and random walks through whole plans. */
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from './identities.ts';
import { validSteps } from './valid-steps.ts';

const STEP_STATUSES = [
  'pending',
  'awaiting_approval',
  'in_progress',
  'blocked',
  'completed',
  'failed',
  'skipped',
] as const;
const PLAN_STATUSES = [
  'pending',
  'in_progress',
  'blocked',
  'awaiting_approval',
  'completed',
  'failed',
  'paused',
  'cancelled',
] as const;
type StepStatus = (typeof STEP_STATUSES)[number];

let sql: postgres.Sql;

beforeAll(async () => {
  ({ sql } = await openDatabase());
  await sql`insert into deep_work_tasks (id, user_id, title) values ('task', 'owner', 'Task')`;
});

afterAll(() => sql.end());

/** Returns the plan status that follows from the steps, by the design: the first rule that applies. */
function planStatusModel(steps: StepStatus[], declared: string | null): string {
  const has = (...statuses: StepStatus[]) => steps.some((status) => statuses.includes(status));
  const isDone = steps.length > 0 && steps.every((status) => status === 'completed' || status === 'skipped');
  if (declared === 'paused' || declared === 'cancelled') return declared;
  if (has('failed')) return 'failed';
  if (has('blocked')) return 'blocked';
  if (isDone) return 'completed';
  if (has('in_progress')) return 'in_progress';
  if (has('awaiting_approval')) return 'awaiting_approval';
  return has('completed', 'skipped') ? 'in_progress' : 'pending';
}

/** The status that each action leads to from each status. Any other move is refused. */
const MOVES: Record<string, Partial<Record<StepStatus, StepStatus>>> = {
  start_step: { pending: 'in_progress', blocked: 'in_progress' },
  complete_step: { pending: 'completed', in_progress: 'completed', blocked: 'completed' },
  fail_step: { pending: 'failed', in_progress: 'failed', blocked: 'failed' },
  block: { pending: 'blocked', in_progress: 'blocked', blocked: 'blocked' },
  skip_step: {
    pending: 'skipped',
    in_progress: 'skipped',
    blocked: 'skipped',
    failed: 'skipped',
  },
  reopen_step: { completed: 'pending', failed: 'pending', skipped: 'pending', blocked: 'pending' },
  approve_step: { awaiting_approval: 'pending' },
  reject_step: { awaiting_approval: 'blocked' },
  release_step: { in_progress: 'pending' },
  reclaim_step: { in_progress: 'pending' },
};

/** Every set of step statuses. */
const subsets = Array.from({ length: 2 ** STEP_STATUSES.length }, (_, bits) =>
  STEP_STATUSES.filter((_status, i) => (bits >> i) % 2 === 1),
);

test('a plan’s status follows from its steps, for every combination', async () => {
  const cases = subsets.flatMap((steps) => [null, ...PLAN_STATUSES].map((declared) => ({ steps, declared })));
  const rows = await sql<{ status: string }[]>`
    select public.agent_plan_status(array(select jsonb_array_elements_text(c -> 'steps')), c ->> 'declared') as status
    from jsonb_array_elements(${sql.json(cases)}) with ordinality e (c, place) order by e.place`;
  expect(rows).toHaveLength(128 * 9);
  for (const [i, { steps, declared }] of cases.entries()) {
    expect(rows[i]?.status, `${steps} declared ${declared}`).toBe(planStatusModel(steps, declared));
  }
});

test('only which statuses occur matters, not how often or in which order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...STEP_STATUSES), { minLength: 1, maxLength: 30 }),
      async (steps) => {
        const [row] = await sql`select public.agent_plan_status(${steps}) as status`;
        expect(row?.status).toBe(planStatusModel(steps, null));
      },
    ),
    { numRuns: 100 },
  );
});

test('an action moves a step as the table says, and not otherwise', async () => {
  for (const action of [...Object.keys(MOVES), 'note', 'update_plan']) {
    for (const status of STEP_STATUSES) {
      const [row] = await sql`select public.agent_step_status(${action}, ${status}) as status`;
      expect(row?.status, `${action} from ${status}`).toBe(MOVES[action]?.[status] ?? null);
    }
  }
});

describe('a plan', () => {
  interface Model {
    steps: StepStatus[];
    approved: boolean[];
    attempts: number[];
    /** The last action on each step. */
    newest: (string | null)[];
  }

  const dependenciesOf = (steps: { depends_on?: number[] }[], i: number) =>
    steps[i]?.depends_on ?? (i > 0 ? [i] : []);
  const isDone = (status: StepStatus | undefined) => status === 'completed' || status === 'skipped';

  /** Sets gated steps whose turn has come to awaiting approval. */
  function openGates(model: Model, declared: { depends_on?: number[]; requires_approval?: boolean }[]): void {
    for (const [i, step] of declared.entries()) {
      const isReady = dependenciesOf(declared, i).every((d) => isDone(model.steps[d - 1]));
      if (step.requires_approval && model.steps[i] === 'pending' && !model.approved[i] && isReady) {
        model.steps[i] = 'awaiting_approval';
      }
    }
  }

  test('has the status that follows from its steps after every walk of actions, and its chain verifies', async () => {
    const action = fc.record({
      action: fc.constantFrom(...Object.keys(MOVES)),
      step: fc.integer({ min: 1, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(validSteps, fc.array(action, { maxLength: 25 }), async (declared, actions) => {
        const model: Model = {
          steps: declared.map(() => 'pending'),
          approved: declared.map(() => false),
          attempts: declared.map(() => 0),
          newest: declared.map(() => null),
        };
        openGates(model, declared);
        const [plan] =
          await sql`select id from public.agent_create_plan('task', 'walk', ${sql.json(declared)})`;
        const planId: string = plan?.id;
        for (const { action, step } of actions.map((a) => ({
          ...a,
          step: ((a.step - 1) % declared.length) + 1,
        }))) {
          const from = model.steps[step - 1] ?? 'pending';
          const isFinished = planStatusModel(model.steps, null) === 'completed' && action !== 'reopen_step';
          const waits =
            ['start_step', 'complete_step'].includes(action) &&
            !dependenciesOf(declared, step - 1).every((d) => isDone(model.steps[d - 1]));
          const isPastGate = declared[step - 1]?.requires_approval && !model.approved[step - 1];
          const bypassesGate = isPastGate && ['start_step', 'complete_step'].includes(action);
          // No step here has a lease that could be lost.
          const isKept = action === 'reclaim_step';
          const to = isFinished || waits || bypassesGate || isKept ? undefined : MOVES[action]?.[from];
          const code = await sql`select public.agent_move_step(${planId}, ${step}, ${action}, 'Why')`.then(
            () => null,
            (error: postgres.PostgresError) => error.code,
          );
          const isRepeated = !MOVES[action]?.[from] && model.newest[step - 1] === action;
          expect(code, `${action} on ${step}, ${from}`).toBe(to || isRepeated ? null : 'AE409');
          if (!to) continue;
          model.newest[step - 1] = action;
          const attempts =
            (model.attempts[step - 1] ?? 0) +
            Number(action === 'start_step' && from === 'pending') +
            Number(!model.attempts[step - 1] && ['complete_step', 'fail_step'].includes(action));
          model.attempts[step - 1] = attempts;
          const isTriedAgain = action === 'fail_step' && attempts < (declared[step - 1]?.max_attempts ?? 1);
          model.steps[step - 1] = isTriedAgain ? 'pending' : to;
          if (action === 'approve_step') model.approved[step - 1] = true;
          if (action === 'reopen_step' || action === 'reject_step') model.approved[step - 1] = false;
          openGates(model, declared);
        }
        const [row] = await sql`
          select p.status, p.current_step, p.completed_steps, (public.agent_verify_log(p.id) ->> 'is_valid')::boolean as is_valid,
            (select array_agg(s.status order by s.step_number) from agent_execution_steps s where s.plan_id = p.id) as steps
          from agent_execution_plans p where p.id = ${planId}`;
        const firstOpen = model.steps.findIndex((status) => !isDone(status));
        expect(row).toEqual({
          status: planStatusModel(model.steps, null),
          current_step: firstOpen < 0 ? declared.length + 1 : firstOpen + 1,
          completed_steps: model.steps.filter(isDone).length,
          steps: model.steps,
          is_valid: true,
        });
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  async function newPlan(total = 3): Promise<string> {
    const steps = Array.from({ length: total }, (_, i) => ({ step: i + 1, action: 'a', description: 'd' }));
    const [plan] = await sql`select id from public.agent_create_plan('task', 'research', ${sql.json(steps)})`;
    return plan?.id;
  }

  async function update(planId: string, status: string | null, currentStep: number | null = null) {
    const [row] =
      await sql`select status, current_step from public.agent_update_plan(${planId}, ${status}, ${currentStep})`;
    return row;
  }

  test('accepts any status that is not impossible', async () => {
    for (const from of PLAN_STATUSES) {
      for (const to of PLAN_STATUSES) {
        const planId = await newPlan();
        if (from !== 'pending') await update(planId, from);
        const isPossible = to === from || !(from === 'completed' || from === 'cancelled' || to === 'pending');
        const outcome = await update(planId, to).then(
          (row) => row?.status,
          (error: postgres.PostgresError) => error.code,
        );
        expect(outcome, `${from} to ${to}`).toBe(isPossible ? to : 'AE409');
      }
    }
  });

  test('continues from its steps when it is resumed, and starts nothing while it is paused', async () => {
    const planId = await newPlan();
    await sql`select public.agent_move_step(${planId}, 1, 'block', error_message => 'No network')`;
    await update(planId, 'paused');
    await expect(sql`select public.agent_move_step(${planId}, 1, 'start_step')`).rejects.toMatchObject({
      code: 'AE409',
    });
    expect(await update(planId, 'in_progress')).toMatchObject({ status: 'blocked' });
  });

  test('can be completed with open steps, stays so, and is reopened with a step', async () => {
    const planId = await newPlan();
    await sql`select public.agent_move_step(${planId}, 1, 'complete_step')`;
    expect(await update(planId, 'completed')).toMatchObject({ status: 'completed' });
    await expect(sql`select public.agent_move_step(${planId}, 2, 'start_step')`).rejects.toMatchObject({
      code: 'AE409',
    });
    await sql`select public.agent_move_step(${planId}, 1, 'reopen_step')`;
    const [row] = await sql`select status, completed_at from agent_execution_plans where id = ${planId}`;
    expect(row).toEqual({ status: 'pending', completed_at: null });
  });

  test('accepts a current_step from 1 to one past its last step', async () => {
    const planId = await newPlan();
    expect(await update(planId, null, 4)).toMatchObject({ current_step: 4 });
    for (const step of [0, 5, -1])
      await expect(update(planId, null, step)).rejects.toMatchObject({ code: 'AE400' });
  });

  test('measures a step that was never started from the moment it became ready', async () => {
    const planId = await newPlan();
    await sql`select public.agent_move_step(${planId}, 1, 'complete_step')`;
    await sql`select public.agent_move_step(${planId}, 2, 'complete_step')`;
    const [one, two] = await sql`
      select s.started_at, s.completed_at, p.created_at from agent_execution_steps s join agent_execution_plans p on p.id = s.plan_id
      where s.plan_id = ${planId} order by s.step_number`;
    expect(one?.started_at).toEqual(one?.created_at);
    expect(two?.started_at).toEqual(one?.completed_at);
  });
});
