/** Measures the execution of whole plans beside other durable engines. */
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { inThisProcess, type Row, race, type Setting } from './compare';
import type { Subject } from './measure';
import { withPeers } from './peers';
import { signedUpService } from './service';
import { declared, STEPS } from './steps';

const SIDE_BY_SIDE = [1, 16];
const OURS = 'service, in-process';

/** Executes plans of ten steps whose executor does nothing, including creation and the last read. */
export async function executePlans(service: AgentExecution): Promise<Subject> {
  const task = await service.createTask({ title: 'Bench' });
  return {
    async job() {
      const plan = await service.executePlan(task.id, 'bench', declared, async ({ step }) => ({ step }));
      if (plan.status !== 'completed') throw new Error(`A plan ended ${plan.status}.`);
    },
  };
}

/** The base is the fastest peer with the same number of runs side by side. */
export async function benchExecution(setting: Setting): Promise<Row[]> {
  const { service } = await signedUpService();
  const ours = inThisProcess(setting, await executePlans(service));
  return withPeers(setting, async (peers) => {
    const rows: Row[] = [];
    for (const clients of SIDE_BY_SIDE) {
      const contenders = { [OURS]: ours, ...peers };
      const options = { bases: Object.keys(peers), unitsPerCall: STEPS };
      rows.push(...(await race(setting, 'steps of a run', clients, contenders, options)));
    }
    return rows;
  });
}
