/** What moving a step costs, through the service and over HTTP, and how fast whole plans are executed. */
import type { Sql } from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { type Contender, compare, type Row, type Setting } from './compare';
import { measure } from './measure';
import type { Figure } from './pages';
import { withServer } from './server';
import { signedUpService } from './service';

const STEPS = 10;
const SIDE_BY_SIDE = 16;
const WARMING_UP = 8;
const declared = Array.from({ length: STEPS }, (_, i) => ({
  step: i + 1,
  action: 'work',
  description: `Step ${i + 1}`,
}));

/** Walks through a plan's steps, start and complete in turn; a new plan is made outside the time that is measured. */
function walker(
  createPlan: () => Promise<string>,
  move: (plan: string, step: number, verb: 'start' | 'complete') => Promise<unknown>,
): Contender {
  const plans = new Map<number, string>();
  return {
    async prepare(client, call) {
      if (call % (STEPS * 2) === 0) plans.set(client, await createPlan());
    },
    async job(client, call) {
      const turn = call % (STEPS * 2);
      await move(plans.get(client) ?? '', Math.floor(turn / 2) + 1, turn % 2 === 0 ? 'start' : 'complete');
    },
  };
}

async function insertBarePlans(sql: Sql, clients: number): Promise<string[]> {
  const plans = await sql<{ id: string }[]>`
    insert into bare.plans (task_id, plan_type, total_steps, plan_json, created_by, user_id)
    select 'bench', 'bench', ${STEPS}, '{}', 'bench', 'bench' from generate_series(1, ${clients}) returning id`;
  await sql`
    insert into bare.steps (plan_id, step_number, user_id, action, description)
    select p.id, s, 'bench', 'work', 'Step' from unnest(${plans.map(({ id }) => id)}::uuid[]) p (id), generate_series(1, ${STEPS}) s`;
  return plans.map(({ id }) => id);
}

/** The same three rows as a move writes: log, step and plan. */
const bareMove = (clients: number) => (sql: Sql) => {
  const made = insertBarePlans(sql, clients);
  return async (client: number, call: number) => {
    const plan = (await made)[client] ?? '';
    const step = (Math.floor(call / 2) % STEPS) + 1;
    const [kind, state] = call % 2 === 0 ? ['start_step', 'in_progress'] : ['complete_step', 'completed'];
    await sql`select bare.transition(${plan}, ${step}, ${kind ?? ''}, ${state ?? ''}, '{"ok": true}'::jsonb)`;
  };
};

async function inProcess(): Promise<Contender> {
  const { service } = await signedUpService();
  const task = await service.createTask({ title: 'Bench' });
  return walker(
    async () => (await service.createPlan({ task_id: task.id, plan_type: 'bench', steps: declared })).id,
    (plan, step, verb) =>
      verb === 'start'
        ? service.startStep(plan, step)
        : service.completeStep(plan, step, { result: { ok: true } }),
  );
}

/** Against the production build; beside a bare database that is at rest meanwhile. */
export async function benchSteps(setting: Setting): Promise<Row[]> {
  return withServer(async ({ agent: call }) => {
    const task = await call('/tasks', { title: 'Bench' });
    const overHttp = walker(
      async () => (await call('/plans', { task_id: task.id, plan_type: 'bench', steps: declared })).id,
      (plan, step, verb) =>
        call(`/plans/${plan}/steps/${step}/${verb}`, verb === 'start' ? {} : { result: { ok: true } }),
    );
    // A server runs for days: what is measured is not its first calls, for which nothing has been compiled yet.
    await measure(WARMING_UP, setting.seconds, overHttp.job, overHttp.prepare);
    const rows: Row[] = [];
    for (const clients of setting.clients) {
      const contenders = { 'service, in-process': await inProcess(), 'HTTP, production build': overHttp };
      rows.push(...(await compare(setting, 'step', clients, bareMove(clients), contenders)));
    }
    return rows;
  });
}

async function stepsPerSecond(service: AgentExecution, taskId: string, plans: number, seconds: number) {
  const { rate } = await measure(plans, seconds, async () => {
    const plan = await service.executePlan(taskId, 'bench', declared, async (step) => ({
      step: step.step,
    }));
    if (plan.status !== 'completed') throw new Error(`A plan ended ${plan.status}.`);
  });
  return rate * STEPS;
}

/** Plans of ten steps whose executor does nothing, their creation and last reading included. */
export async function benchExecution({ seconds }: Setting): Promise<Figure[]> {
  const { service } = await signedUpService();
  const task = await service.createTask({ title: 'Bench' });
  const figures: Figure[] = [];
  for (const plans of [1, SIDE_BY_SIDE]) {
    const value = await stepsPerSecond(service, task.id, plans, seconds);
    figures.push({ what: `executePlan of ${STEPS} steps, ${plans} side by side`, value, unit: 'steps/s' });
  }
  return figures;
}
