/** Measures reads of a plan with its log. */
import type { Sql } from 'postgres';
import { compare, type Row, type Setting } from './compare';
import { signedUpService } from './service';

const LOGS = [10, 100, 1000];
const STEPS = 10;

export async function benchReads(setting: Setting): Promise<Row[]> {
  const { service } = await signedUpService();
  const task = await service.createTask({ title: 'Bench' });
  const rows: Row[] = [];
  for (const logs of LOGS) {
    const steps = Array.from({ length: STEPS }, (_, i) => ({
      step: i + 1,
      action: 'work',
      description: 'Work',
    }));
    const { id } = await service.createPlan({ task_id: task.id, plan_type: 'bench', steps });
    const row = { plan_id: id, action_type: 'tool_call', metadata: { exit_code: 0 } };
    // The creation of the plan wrote the first row.
    await service.ingestLogs(Array.from({ length: logs - 1 }, () => row));
    const bare = (sql: Sql) => () =>
      Promise.all([
        sql`select p.*, t.title from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id where p.id = ${id}`,
        sql`select * from public.agent_execution_steps where plan_id = ${id} order by step_number`,
        sql`select * from public.agent_execution_logs where plan_id = ${id} order by seq`,
      ]);
    const job = () => service.getPlan(id, true);
    for (const clients of setting.clients) {
      const what = `getPlan with ${logs.toLocaleString('en')} logs`;
      rows.push(...(await compare(setting, what, clients, bare, { 'service, in-process': { job } })));
    }
  }
  return rows;
}
