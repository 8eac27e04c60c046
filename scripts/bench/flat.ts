/** Compares an empty database with one that has ten thousand plans and a million log rows, in turns, in the same Postgres. */
import postgres from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { env } from '../../lib/env';
import { createEmbeddedApi } from '../../lib/supabase/embedded/api';
import { claimSteps } from './claims';
import { inThisProcess, type Row, race, type Setting } from './compare';
import { createTexts, writeContext } from './context';
import { executePlans } from './execution';
import type { Figure } from './figures';
import { appendRows, createPlanOfEach } from './logs';
import type { Subject } from './measure';
import { createLoggedPlan } from './reads';
import { signedUpService } from './service';
import { declared, moveSteps } from './steps';
import type { Findings } from './targets';

const CLIENTS = [1, 16];
const LOGS_PER_PLAN = 100;
const PLANS_PER_TASK = 10;
const WRITERS = 4;
/** The plans with open steps, which both databases have. */
const OPEN_PLANS = 10;
const MOST_GROWTH = 1.2;

/** Creates a task whose plans have log rows and are cancelled, so that both databases have the same plans to claim from. */
async function addTask(service: AgentExecution): Promise<void> {
  const task = await service.createTask({ title: 'Past work' });
  const ids: string[] = [];
  for (let n = 0; n < PLANS_PER_TASK; n += 1)
    ids.push((await service.createPlan({ task_id: task.id, plan_type: 'bench', steps: declared })).id);
  const rows = ids.flatMap((plan_id) =>
    Array.from({ length: LOGS_PER_PLAN }, (_, n) => ({
      plan_id,
      action_type: 'tool_call',
      description: `Action ${n} of the past`,
      metadata: { exit_code: 0 },
    })),
  );
  await service.ingestLogs(rows);
  for (const plan_id of ids) await service.updatePlan({ plan_id, status: 'cancelled' });
}

/** Fills a database through the service, so that each log row is sealed. */
async function fill(service: AgentExecution, plans: number): Promise<void> {
  let tasks = plans / PLANS_PER_TASK;
  const write = async () => {
    for (; tasks > 0; ) {
      tasks -= 1;
      await addTask(service);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

/** Returns the work to compare, by name, for one owner. */
async function subjectsOf(service: AgentExecution): Promise<Record<string, Subject>> {
  const plans = await createPlanOfEach(service, Math.max(...CLIENTS));
  const logged = await createLoggedPlan(service, 1000);
  const task = await service.createTask({ title: 'Open work' });
  for (let n = 0; n < OPEN_PLANS; n += 1) {
    const steps = declared.map((step) => ({ ...step, depends_on: [], max_attempts: 100 }));
    await service.createPlan({ task_id: task.id, plan_type: 'bench', steps });
  }
  return {
    step: await moveSteps(service),
    'executePlan of 10 steps': await executePlans(service),
    'addLogs of 1,000': appendRows(service, plans, 'addLogs'),
    'ingestLogs of 1,000': appendRows(service, plans, 'ingestLogs'),
    'getPlan with 1,000 logs': { job: () => service.getPlan(logged, true) },
    setContext: writeContext(
      Array.from({ length: Math.max(...CLIENTS) }, () => service),
      createTexts(),
    ),
    claimNextStep: claimSteps(service),
  };
}

async function serviceOn(databaseUrl: string) {
  const api = createEmbeddedApi({ ...env(), databaseUrl });
  const { service } = await signedUpService(api.fetch);
  return { service, close: api.close };
}

async function vacuum(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`vacuum analyze`;
  await sql.end();
}

/** Returns how many times as fast the empty database is. */
function growthOf([empty, full]: Row[]): Figure {
  return {
    what: `flat: ${full?.what.replace(/:.*/, '')}, ${full?.clients}`,
    value: (empty?.rate ?? Number.NaN) / (full?.rate ?? Number.NaN),
    unit: 'x',
    atMost: MOST_GROWTH,
  };
}

export async function benchFlat(setting: Setting, plans: number): Promise<Findings> {
  const urls = [await setting.backend.createDatabase(), await setting.backend.createDatabase()];
  const [empty, full] = await Promise.all(urls.map(serviceOn));
  if (!empty || !full) throw new Error('There are two databases.');
  await fill(full.service, plans);
  const [ofEmpty, ofFull] = [await subjectsOf(empty.service), await subjectsOf(full.service)];
  for (const url of urls) await vacuum(url);
  const filled = `with ${plans.toLocaleString('en')} plans, ${(plans * LOGS_PER_PLAN).toLocaleString('en')} logs`;
  const findings = { rows: [] as Row[], figures: [] as Figure[] };
  for (const [what, subject] of Object.entries(ofFull)) {
    for (const clients of CLIENTS) {
      const contenders = {
        'empty database': inThisProcess(setting, ofEmpty[what] ?? subject),
        [filled]: inThisProcess(setting, subject),
      };
      const rows = await race(setting, what, clients, contenders, { bases: ['empty database'] });
      findings.rows.push(...rows);
      findings.figures.push(growthOf(rows));
    }
  }
  await Promise.all([empty.close(), full.close()]);
  return findings;
}
