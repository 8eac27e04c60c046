/** Measures moves of a step through the service and over HTTP, and the execution of whole plans. */
import type { Sql } from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { compare, type Row, type Setting, type Subject } from './compare';
import { measure } from './measure';
import type { Figure } from './pages';
import { withServer } from './server';
import { signedUpService } from './service';

const STEPS = 10;
const CONCURRENT_PLANS = 16;
const WARM_UP_PLANS = 8;
const declared = Array.from({ length: STEPS }, (_, i) => ({
  step: i + 1,
  action: 'work',
  description: `Step ${i + 1}`,
}));

/** Starts and completes a plan's steps in turn. Creates the next plan outside the measured time. */
function walker(
  createPlan: () => Promise<string>,
  move: (plan: string, step: number, verb: 'start' | 'complete') => Promise<unknown>,
): Subject {
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

/** Writes the same three rows as a move: log, step and plan. */
const bareMove = (clients: number) => (sql: Sql) => {
  const made = insertBarePlans(sql, clients);
  return async (client: number, call: number) => {
    const plan = (await made)[client] ?? '';
    const step = (Math.floor(call / 2) % STEPS) + 1;
    const [kind, state] = call % 2 === 0 ? ['start_step', 'in_progress'] : ['complete_step', 'completed'];
    await sql`select bare.transition(${plan}, ${step}, ${kind ?? ''}, ${state ?? ''}, '{"ok": true}'::jsonb)`;
  };
};

async function inProcess(): Promise<Subject> {
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

/** Measures against the production build. The bare database is idle meanwhile. */
export async function benchSteps(setting: Setting): Promise<Row[]> {
  return withServer(async ({ agent: call }) => {
    const task = await call('/tasks', { title: 'Bench' });
    const overHttp = walker(
      async () => (await call('/plans', { task_id: task.id, plan_type: 'bench', steps: declared })).id,
      (plan, step, verb) =>
        call(`/plans/${plan}/steps/${step}/${verb}`, verb === 'start' ? {} : { result: { ok: true } }),
    );
    // A server runs for days, so the first calls, before the code is compiled, are not measured.
    await measure(WARM_UP_PLANS, setting.seconds, overHttp.job, overHttp.prepare);
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

/** Measures plans of ten steps whose executor does nothing, including creation and the last read. */
export async function benchExecution({ seconds }: Setting): Promise<Figure[]> {
  const { service } = await signedUpService();
  const task = await service.createTask({ title: 'Bench' });
  const figures: Figure[] = [];
  for (const plans of [1, CONCURRENT_PLANS]) {
    const value = await stepsPerSecond(service, task.id, plans, seconds);
    figures.push({ what: `executePlan of ${STEPS} steps, ${plans} side by side`, value, unit: 'steps/s' });
  }
  return figures;
}
