/**
 * Every read works although the database holds rows that it would refuse now: invalid values show as unreadable, and all others are intact.
 */
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { allContext } from '@/lib/agent-execution/context';
import { exportAccountData } from '@/lib/dashboard/account-data';
import { queryAgentKeys } from '@/lib/dashboard/agent-keys';
import { find } from '@/lib/dashboard/find';
import { viewLogs } from '@/lib/dashboard/log-view';
import { getOverview } from '@/lib/dashboard/overview';
import { planSorts, tablePlans } from '@/lib/dashboard/plan-table';
import { querySavedViews } from '@/lib/dashboard/saved-views';
import { viewTask, viewTasks } from '@/lib/dashboard/task-views';
import { env } from '@/lib/env';
import { createEmbeddedApi, type EmbeddedApi } from '@/lib/supabase/embedded/api';
import { UNREADABLE } from '@/lib/supabase/readable-json';
import { plantRows } from '@/supabase/tests/planted-rows';
import { copyDatabase } from '@/tests/support/test-database';

const steps = [1, 2, 3].map((step) => ({
  step,
  action: 'work',
  description: `Step ${step}`,
  estimated_duration: 5,
}));

let api: EmbeddedApi;
let db: AgentExecutionClient;
let service: AgentExecution;
let taskId: string;
let planId: string;
let cleanPlanId: string;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  api = createEmbeddedApi({ ...env(), databaseUrl });
  db = createClient<Database>(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: (input, init) => api.fetch(input, init) },
  });
  const { data, error } = await db.auth.signUp({
    email: 'planted@example.com',
    password: crypto.randomUUID(),
  });
  if (error) throw error;
  service = createAgentExecution(db);
  taskId = (await service.createTask({ title: 'Planted task' })).id;
  planId = (await service.createPlan({ task_id: taskId, plan_type: 'research', steps })).id;
  await service.replan(planId, steps, 'A second version');
  cleanPlanId = (await service.createPlan({ task_id: taskId, plan_type: 'research', steps })).id;
  await service.startStep(cleanPlanId, 1);
  await service.completeStep(cleanPlanId, 1, { result: { clean: true } });
  await plantRows(databaseUrl, { userId: data.user?.id ?? '', taskId, planId });
}, 60_000);

afterAll(() => api.close());

async function all<T>(rows: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

test('a plan shows its deep values as unreadable, and all other values unchanged', async () => {
  const plan = await service.getPlan(planId, true, true);
  expect(plan.steps.map((step) => step.description)).toEqual(['Step 1', 'Step 2', 'Step 3']);
  expect(plan.steps[0]?.result).toEqual({ unreadable: UNREADABLE });
  expect(plan.metadata).toEqual({ unreadable: UNREADABLE });
  expect(plan.logs?.find((log) => log.description === 'Planted states')).toMatchObject({
    before_state: { unreadable: UNREADABLE },
    after_state: { unreadable: UNREADABLE },
  });
  expect(plan.logs?.map((log) => log.description)).toContain('Planted end');
  expect(plan.context).toHaveLength(3);
});

const reads: Record<string, () => Promise<unknown>> = {
  'another plan': () => service.getPlan(cleanPlanId, true, true),
  'the list of plans': () => service.queryPlans(),
  'the pages of plans': async () => {
    const first = await service.queryPlans({ limit: 1 });
    return first.next_cursor && service.queryPlans({ limit: 1, cursor: first.next_cursor });
  },
  'the table of plans in every order': async () => {
    for (const sort of planSorts) {
      for (const descending of [true, false]) {
        const first = await tablePlans(
          db,
          { filters: {}, sort, descending },
          { limit: 1, with_facets: true },
        );
        const [row] = first.rows;
        const after = row && { id: row.id, sort_value: row.sort_value, as_of: first.as_of };
        const rest = await tablePlans(db, { filters: {}, sort, descending }, { limit: 10, after });
        expect(first.rows.length + rest.rows.length, `${sort} ${descending}`).toBe(2);
      }
    }
  },
  'the versions': () => service.listPlanVersions(planId),
  'the comparison of versions': () => service.comparePlanVersions(planId, 1, 2),
  'the moments': () => service.listPlanMoments(planId),
  'the plan at its newest row': async () =>
    service.getPlanAt(planId, (await service.getPlan(planId)).last_seq ?? 0),
  'the gate': () => service.getStepGate(planId, 1).catch((error) => expect(error.code).toBe('not_found')),
  'the proof': () => service.verifyLog(planId),
  'the export of the log': async () => all(await service.exportLog(planId)),
  'the export of a plan': () => service.exportPlan(planId),
  'the export of a task': () => service.exportTask(taskId),
  'the export of everything': () => all(exportAccountData(db)),
  'the export of context': () => all(allContext(db)),
  'the log': () => service.queryLogs({ limit: 1000 }),
  'the page of logs': () => viewLogs(db, {}, { with_summary: true }),
  'the context of a task': () => service.getContext(taskId),
  'the list of context': () => service.queryContext({ limit: 2 }),
  'the search of context': () => service.searchContext({ query: 'Planted' }),
  'the pack of context': () => service.contextPack({ task_id: taskId }),
  'an entry of context': async () => {
    for (const entry of await service.queryContext({ context_type: 'planted' }))
      await service.getContextEntry(entry.id);
  },
  'the overview': () => getOverview(db, 'Europe/Berlin'),
  'the palette': () => find(db, 'planted'),
  'the page of tasks': () => viewTasks(db, {}),
  'the page of a task': () => viewTask(db, taskId),
  'the list of tasks': () => service.queryTasks(),
  'the keys': () => queryAgentKeys(db),
  'the views': () => querySavedViews(db),
  'the templates': () => service.listTemplates(),
  'a template': async () => {
    for (const { id } of await service.listTemplates()) await service.listTemplateVersions(id);
  },
  'the rules': () => service.listAutomationRules(),
  'the leases': () => service.listLeases(),
  'the forecast': () => service.forecastPlan(planId),
  'the evidence': () => service.planEvidence(planId),
  'the analytics': () => service.planAnalytics(),
  'the analytics of all time by month': () =>
    service.planAnalytics({ start_date: '1990-01-01', end_date: '2070-01-01', grouping: 'month' }),
};

describe('the read of', () => {
  test.each(Object.entries(reads))('%s returns a result', async (_name, read) => {
    const answer = await read();
    expect(() => JSON.stringify(answer)).not.toThrow();
  });
});
