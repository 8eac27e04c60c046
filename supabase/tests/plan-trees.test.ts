/** Tests trees of plans against a model: no step passes a gate, pause or dependency above it, and none waits longer than necessary. */
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, owner, serviceRole } from './identities.ts';
import {
  isClaimable,
  isDoneBySubPlans,
  isHeld,
  mayComplete,
  maySkip,
  mayStart,
  subPlans,
  type Tree,
  type TreePlan,
  type TreeStep,
} from './plan-tree-model.ts';

let db: Database;
const agent = agentKey('owner', 'read', 'write');
const identities = { owner, agent, service: serviceRole };
type Caller = keyof typeof identities;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

interface PlanShape {
  /** The earlier plan that it belongs to, and the step of that plan. The first plan belongs to none. */
  under: number;
  step: number;
  steps: { waits: boolean; gate: boolean }[];
}

const shape: fc.Arbitrary<PlanShape> = fc.record({
  under: fc.nat({ max: 3 }),
  step: fc.nat({ max: 2 }),
  steps: fc.array(
    fc.record({ waits: fc.boolean(), gate: fc.integer({ min: 0, max: 3 }).map((n) => n === 0) }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** The tree in the database. */
class Forest {
  readonly task: string;
  readonly plans: string[] = [];

  private constructor(task: string) {
    this.task = task;
  }

  static async plant(shapes: PlanShape[]): Promise<Forest> {
    const forest = new Forest(await db.makeTask('owner'));
    for (const { under, step, steps } of shapes) {
      const parent = forest.plans[under % Math.max(forest.plans.length, 1)] ?? null;
      const count = parent ? ((await forest.read()).find((p) => p.id === parent)?.steps.length ?? 1) : 1;
      const declared = steps.map(({ waits, gate }, i) =>
        declareStep(i + 1, { depends_on: waits && i > 0 ? [i] : [], requires_approval: gate }),
      );
      const [row] =
        await db.sql`select id from agent_create_plan(${forest.task}, 'tree', ${db.sql.json(declared)},
        parent_plan_id => ${parent}, parent_step_number => ${parent && (step % count) + 1})`;
      forest.plans.push(row?.id);
    }
    return forest;
  }

  async read(): Promise<Tree> {
    return db.sql<TreePlan[]>`
      select p.id, p.status, p.parent_plan_id, p.parent_step_number, (
        select jsonb_agg(jsonb_build_object('step_number', s.step_number, 'status', s.status, 'depends_on', s.depends_on,
          'requires_approval', s.requires_approval, 'is_approved', s.approved_at is not null, 'is_ready', s.is_ready) order by s.step_number)
        from agent_execution_steps s where s.plan_id = p.id
      ) as steps
      from agent_execution_plans p where p.task_id = ${this.task} order by p.created_at, p.id`;
  }
}

/** Returns null where the call is accepted, otherwise the code of the error. */
const refusalOf = (call: Promise<unknown>): Promise<string | null> =>
  call.then(
    () => null,
    (error: postgres.PostgresError) => {
      if (!error.code?.startsWith('AE')) throw error;
      return error.code;
    },
  );

async function moveStep(caller: Caller, plan: TreePlan, step: TreeStep, action: string) {
  const [lease] = await db.sql`select lease_token from agent_execution_steps
    where plan_id = ${plan.id} and step_number = ${step.step_number} and lease_owner is not null`;
  return refusalOf(
    db.as(
      identities[caller],
      (tx) =>
        tx`select agent_move_step(${plan.id}, ${step.step_number}, ${action}, lease_token => ${lease?.lease_token ?? null})`,
    ),
  );
}

type Command = fc.AsyncCommand<object, Forest>;
const at = (tree: Tree, plan: number, step: number): [TreePlan, TreeStep] => {
  const found = tree[plan % tree.length];
  const within = found?.steps[step % found.steps.length];
  if (!found || !within) throw new Error('The tree has no such step.');
  return [found, within];
};

/** A command that reads the tree, predicts the result by the model and compares. */
const command = (name: string, run: (forest: Forest, tree: Tree) => Promise<void>): Command => ({
  check: () => true,
  run: async (_, forest) => run(forest, await forest.read()),
  toString: () => name,
});

const claim = (name: string, whole: boolean, index: number) =>
  command(name, async (forest, tree) => {
    const plan = whole ? null : tree[index % tree.length];
    const [row] = await db.as(
      agent,
      (tx) =>
        tx`select agent_claim_step(${plan?.id ?? null}, task_id => ${forest.task}, claim_key => gen_random_uuid()::text) as it`,
    );
    const choices = tree
      .filter((p) => !plan || p === plan)
      .flatMap((p) => p.steps.filter((s) => isClaimable(tree, p, s)).map((s) => `${p.id}/${s.step_number}`));
    const taken = row?.it.step && `${row.it.step.plan_id}/${row.it.step.step_number}`;
    if (taken) expect(choices, 'a step that was held was handed out').toContain(taken);
    else expect(choices, 'a step that was ready was not handed out').toEqual([]);
  });

const repeats: Record<string, string> = {
  start_step: 'in_progress',
  complete_step: 'completed',
  skip_step: 'skipped',
};

const move = (action: string, caller: Caller, planAt: number, stepAt: number) =>
  command(`${action} by ${caller} on plan ${planAt}, step ${stepAt}`, async (forest, tree) => {
    const [plan, step] = at(tree, planAt, stepAt);
    if (plan.status === 'paused' && action === 'complete_step') return; // leases.test.ts tests those.
    // The same move sent again moves nothing: it returns the first response.
    if (repeats[action] === step.status) return;
    const mayApprove = caller !== 'agent';
    const isAccepted = {
      start_step: () => mayStart(tree, plan, step),
      complete_step: () => mayComplete(tree, plan, step, mayApprove),
      skip_step: () => maySkip(tree, plan, step, mayApprove),
    }[action];
    const refusal = await moveStep(caller, plan, step, action);
    if (isAccepted) expect(refusal === null, `refused with ${refusal}`).toBe(isAccepted());
    if (action === 'approve_step' && refusal === null) {
      const [, after] = at(await forest.read(), planAt, stepAt);
      if (after.status === 'completed')
        expect(subPlans(tree, plan, step).map((p) => p.status)).toContain('completed');
      const approved = tree.map((p) => (p === plan ? { ...p, status: 'pending' } : p));
      if (isDoneBySubPlans(tree, plan, step) && isDoneBySubPlans(approved, plan, step))
        expect(after.status, 'its sub-plan is done').toBe('completed');
    }
  });

/** Undoing may be refused for many reasons; what it leaves is judged by the commands after it. */
const undo = (caller: Caller, planAt: number, stepAt: number) =>
  command(`undo by ${caller} on plan ${planAt}, step ${stepAt}`, async (_, tree) => {
    const [plan, step] = at(tree, planAt, stepAt);
    await refusalOf(
      db.as(identities[caller], (tx) => tx`select agent_undo_move(${plan.id}, ${step.step_number})`),
    );
  });

const update = (status: string, planAt: number) =>
  command(`plan ${planAt} becomes ${status}`, async (_, tree) => {
    const [plan] = at(tree, planAt, 0);
    const refusal = await refusalOf(
      db.as(agent, (tx) => tx`select agent_update_plan(${plan.id}, ${status})`),
    );
    const isWork = status === 'completed' || (status === 'in_progress' && plan.status === 'pending');
    if (isWork && isHeld(tree, plan)) expect(refusal).not.toBeNull();
  });

const place = fc.nat({ max: 11 });
const caller = fc.constantFrom<Caller>('owner', 'agent', 'agent', 'service');
const commands = fc.commands(
  [
    fc.boolean().map((whole) => claim(whole ? 'claim' : 'claim of a plan', whole, 0)),
    place.map((plan) => claim(`claim of plan ${plan}`, false, plan)),
    fc.constant(claim('claim', true, 0)),
    ...[
      'complete_step',
      'complete_step',
      'start_step',
      'skip_step',
      'block',
      'reopen_step',
      'approve_step',
      'approve_step',
      'reject_step',
    ].map((action) => fc.tuple(caller, place, place).map(([by, plan, step]) => move(action, by, plan, step))),
    fc.tuple(caller, place, place).map(([by, plan, step]) => undo(by, plan, step)),
    fc.tuple(caller, place, place).map(([by, plan, step]) => undo(by, plan, step)),
    fc
      .tuple(
        fc.constantFrom('paused', 'in_progress', 'in_progress', 'completed', 'blocked', 'cancelled'),
        place,
      )
      .map(([status, plan]) => update(status, plan)),
  ],
  { maxCommands: 40, size: 'max' },
);

test('claims, starts and completes every step that is not held, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 2, maxLength: 4 }), commands, async (shapes, all) => {
      const forest = await Forest.plant(shapes);
      await fc.asyncModelRun(() => ({ model: {}, real: forest }), all);
      const broken = await db.sql`select p.id from agent_execution_plans p
        where p.task_id = ${forest.task} and not (agent_verify_log(p.id) ->> 'is_valid')::boolean`;
      expect(broken).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 180_000);
