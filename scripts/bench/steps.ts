/** Measures moves of a step through the service and over HTTP. */
import type { Sql } from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { databaseUrlOf } from '../scale';
import { compare, inThisProcess, type Row, type Setting } from './compare';
import { postmasterOf } from './cpu';
import type { Subject } from './measure';
import { withServer } from './server';
import { signedUpService } from './service';

export const STEPS = 10;
export const declared = Array.from({ length: STEPS }, (_, i) => ({
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

/** Moves the steps of new plans of a new task. */
export async function moveSteps(service: AgentExecution): Promise<Subject> {
  const task = await service.createTask({ title: 'Bench' });
  return walker(
    async () => (await service.createPlan({ task_id: task.id, plan_type: 'bench', steps: declared })).id,
    (plan, step, verb) =>
      verb === 'start'
        ? service.startStep(plan, step)
        : service.completeStep(plan, step, { result: { ok: true } }),
  );
}

/** Measures against the production build. The bare database is idle during that time. */
export async function benchSteps(setting: Setting): Promise<Row[]> {
  return withServer(async ({ agent: call, dataDir, pid }) => {
    const task = await call('/tasks', { title: 'Bench' });
    const overHttp = walker(
      async () => (await call('/plans', { task_id: task.id, plan_type: 'bench', steps: declared })).id,
      (plan, step, verb) =>
        call(`/plans/${plan}/steps/${step}/${verb}`, verb === 'start' ? {} : { result: { ok: true } }),
    );
    const store = await postmasterOf(await databaseUrlOf(dataDir));
    const { service } = await signedUpService();
    const contenders = {
      'service, in-process': inThisProcess(setting, await moveSteps(service)),
      'HTTP, production build': inThisProcess(setting, overHttp, { node: pid, store }),
    };
    const rows: Row[] = [];
    for (const clients of setting.clients)
      rows.push(...(await compare(setting, 'step', clients, bareMove(clients), contenders)));
    return rows;
  });
}
