/** Measures reads of a plan with its log. */
import type { Sql } from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { compare, inThisProcess, type Row, type Setting } from './compare';
import { signedUpService } from './service';
import { declared } from './steps';

const LOGS = [10, 100, 1000];

/** Creates a plan of ten steps with this number of log rows. */
export async function createLoggedPlan(service: AgentExecution, logs: number): Promise<string> {
  const task = await service.createTask({ title: 'Bench' });
  const { id } = await service.createPlan({ task_id: task.id, plan_type: 'bench', steps: declared });
  const row = { plan_id: id, action_type: 'tool_call', metadata: { exit_code: 0 } };
  // The creation of the plan wrote the first row.
  await service.ingestLogs(Array.from({ length: logs - 1 }, () => row));
  return id;
}

export async function benchReads(setting: Setting): Promise<Row[]> {
  const { service } = await signedUpService();
  const rows: Row[] = [];
  for (const logs of LOGS) {
    const id = await createLoggedPlan(service, logs);
    const bare = (sql: Sql) => () =>
      Promise.all([
        sql`select p.*, t.title, s.* from public.agent_execution_plans p
          join public.deep_work_tasks t on t.id = p.task_id
          join public.agent_execution_steps s on s.plan_id = p.id where p.id = ${id} order by s.step_number`,
        sql`select * from public.agent_execution_logs where plan_id = ${id} order by seq`,
      ]);
    const inProcess = inThisProcess(setting, { job: () => service.getPlan(id, true) });
    for (const clients of setting.clients) {
      const what = `getPlan with ${logs.toLocaleString('en')} logs`;
      rows.push(...(await compare(setting, what, clients, bare, { 'service, in-process': inProcess })));
    }
  }
  return rows;
}
