/** Measures claims of a step among few, many and very many open steps. */
import postgres, { type Sql } from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { compare, inThisProcess, type Row, type Setting } from './compare';
import type { Subject } from './measure';
import { signedUpService } from './service';

const OPEN_STEPS = [100, 2000, 20_000];
const STEPS_PER_PLAN = 10;

/** Creates plans whose steps have no dependencies, in both kinds of tables. */
async function insertOpenSteps(sql: Sql, userId: string, steps: number): Promise<void> {
  const plans = await sql<{ id: string }[]>`
    with task as (
      insert into public.deep_work_tasks (user_id, title) values (${userId}, 'Bench') returning id
    )
    insert into public.agent_execution_plans (task_id, plan_type, plan_json)
    select t.id, 'bench', jsonb_build_object('steps', (
      select jsonb_agg(jsonb_build_object('step', n, 'action', 'work', 'description', 'Step', 'depends_on', '[]'::jsonb, 'max_attempts', 100))
      from generate_series(1, ${STEPS_PER_PLAN}) n))
    from task t, generate_series(1, ${steps / STEPS_PER_PLAN}) returning id`;
  const ids = plans.map(({ id }) => id);
  await sql`truncate bare.plans, bare.steps, bare.logs`;
  await sql`insert into bare.plans select * from public.agent_execution_plans where id = any (${ids})`;
  await sql`insert into bare.steps select * from public.agent_execution_steps where plan_id = any (${ids})`;
  await sql`vacuum analyze`;
}

/** Claims steps of the owner of the service. Releases the claimed step outside the measured time, before the next claim. */
export function claimSteps(service: AgentExecution): Subject {
  const held = new Map<number, { plan_id: string; step_number: number; lease_token: number }>();
  return {
    async prepare(client) {
      const { plan_id, step_number, lease_token } = held.get(client) ?? {};
      if (plan_id !== undefined && step_number !== undefined)
        await service.releaseStep(plan_id, step_number, { lease_token });
    },
    async job(client) {
      const { step } = await service.claimNextStep({ claim_key: crypto.randomUUID() });
      if (!step) throw new Error('Nothing was left to claim.');
      held.set(client, step);
    },
  };
}

export async function benchClaims(setting: Setting): Promise<Row[]> {
  const admin = postgres(setting.databaseUrl, { max: 1, onnotice: () => {} });
  const rows: Row[] = [];
  for (const steps of OPEN_STEPS) {
    const { service, userId } = await signedUpService();
    await insertOpenSteps(admin, userId, steps);
    const bare = (sql: Sql) => () => sql`select bare.claim(${userId})`;
    for (const clients of setting.clients) {
      const subject = claimSteps(service);
      const inProcess = inThisProcess(setting, subject);
      const what = `claimNextStep of ${steps.toLocaleString('en')}`;
      rows.push(...(await compare(setting, what, clients, bare, { 'service, in-process': inProcess })));
      for (let client = 0; client < clients; client += 1) await subject.prepare?.(client, 0);
    }
  }
  await admin.end();
  return rows;
}
