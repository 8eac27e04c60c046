/** The result types of the database's functions agree with the contracts, and the results satisfy the contracts. */
import { beforeAll, expect, expectTypeOf, test, vi } from 'vitest';
import type { z } from 'zod';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { forecastPlan } from '@/lib/agent-execution/analytics';
import { createCall } from '@/lib/agent-execution/call';
import { returnMessages, sendMessage } from '@/lib/agent-execution/messages';
import { sharePlan } from '@/lib/agent-execution/plan-shares';
import { createPlanOnce, queryPlans } from '@/lib/agent-execution/plans';
import type { RpcResults } from '@/lib/agent-execution/rpc-results';
import { reportMove } from '@/lib/agent-execution/steps';
import { createExchangeClient, exchangeAgentKey, type KeyResults } from '@/lib/auth/agent-token';
import { findClient } from '@/lib/capture/find-client';
import { ingest } from '@/lib/capture/ingest';
import { type CaptureResults, call as callCapture } from '@/lib/capture/results';
import { deleteAccountData } from '@/lib/dashboard/account-data';
import { createAgentKey, queryAgentKeys } from '@/lib/dashboard/agent-keys';
import { call } from '@/lib/dashboard/call';
import { getRetention, setRetention } from '@/lib/dashboard/context-retention';
import { listDecisionsToMake } from '@/lib/dashboard/decisions';
import { find } from '@/lib/dashboard/find';
import { viewLogs } from '@/lib/dashboard/log-view';
import * as notifications from '@/lib/dashboard/notifications';
import { countNeedsYou, getOverview } from '@/lib/dashboard/overview';
import { tablePlans, updatePlans } from '@/lib/dashboard/plan-table';
import type { DashboardResults } from '@/lib/dashboard/rpc-results';
import { querySavedViews, saveView } from '@/lib/dashboard/saved-views';
import { viewTask, viewTasks } from '@/lib/dashboard/task-views';
import type { FeedResults } from '@/lib/feed/feed';
import { nextStep } from '@/lib/mcp/next-step';
import { openShare } from '@/lib/shares/open-share';
import { captureContracts } from './support/contracts/capture';
import { pageContracts } from './support/contracts/pages';
import { serverContracts } from './support/contracts/server';
import { serviceContracts } from './support/contracts/service';
import { makeEveryCall } from './support/every-call';
import { signUp } from './support/test-client';

type Results = RpcResults & DashboardResults & FeedResults & KeyResults & CaptureResults;

const contracts = { ...serviceContracts, ...pageContracts, ...serverContracts, ...captureContracts };
type Contracts = typeof contracts;

/** Names of functions whose type in `From` is not assignable to their type in `To`. */
type Unassignable<From extends Record<keyof To, unknown>, To> = {
  [Name in keyof To]: [From[Name]] extends [To[Name]] ? never : Name;
}[keyof To];

type Inferred = { [Name in keyof Contracts]: z.infer<Contracts[Name]> };

/**
 * An app may have its own tables of tasks and subtasks. The contracts allow for them; the types describe the tables that this system
 * creates.
 */
type OwnTables =
  | 'agent_create_task'
  | 'agent_query_tasks'
  | 'agent_update_task'
  | 'agent_task_page'
  | 'agent_save_subtask'
  | 'agent_delete_subtask'
  | 'agent_create_subtasks'
  | 'agent_get_plan'
  | 'agent_export_task'
  | 'agent_export_plan';

test('every result type equals the type of its contract', () => {
  expectTypeOf<keyof Results>().toEqualTypeOf<keyof Contracts>();
  expectTypeOf<Unassignable<Results, Inferred>>().toEqualTypeOf<never>();
  expectTypeOf<Unassignable<Inferred, Pick<Results, keyof Contracts>>>().toEqualTypeOf<OwnTables>();
});

const returned = vi.hoisted(() => new Map<string, unknown[]>());

const recording = vi.hoisted(() => (send: typeof fetch): typeof fetch => async (input, init) => {
  const response = await send(input, init);
  const [, name] = /\/rpc\/(\w+)/.exec(input instanceof Request ? input.url : String(input)) ?? [];
  if (name && response.ok) {
    const results = returned.get(name) ?? [];
    returned.set(name, results);
    results.push(await response.clone().json());
  }
  return response;
});

vi.mock('@/lib/supabase/fetch', async (load) => {
  const { supabaseFetch } = await load<{ supabaseFetch: typeof fetch }>();
  return { supabaseFetch: recording(supabaseFetch) };
});

/** Every call goes through fetch, where it is recorded. */
vi.mock('@/lib/supabase/direct-rpc', () => ({ callDirectly: (client: AgentExecutionClient) => client }));

const callFeed = createCall<FeedResults>();

/** Completes enough steps for a forecast, and requests one. */
async function makeForecast(db: AgentExecutionClient, task_id: string): Promise<void> {
  const steps = Array.from({ length: 6 }, (_, index) => ({
    step: index + 1,
    action: 'read',
    description: 'Read',
  }));
  const { plan } = await createPlanOnce(db, { task_id, plan_type: 'reading', steps });
  for (const { step } of steps.slice(0, 5)) {
    await reportMove(db, plan.id, step, 'start_step');
    await reportMove(db, plan.id, step, 'complete_step');
  }
  await forecastPlan(db, plan.id);
}

/** Makes the calls that the service does not make. */
async function makeOtherCalls(db: AgentExecutionClient): Promise<void> {
  const steps = [
    { step: 1, action: 'search', description: 'Search the sources' },
    { step: 2, action: 'report', description: 'Report the findings', depends_on: [] },
  ];
  const { plan } = await createPlanOnce(db, { title: 'Study the sources', plan_type: 'research', steps });
  const { plan: subPlan } = await createPlanOnce(db, {
    task_id: plan.task_id,
    plan_type: 'research',
    steps: steps.slice(0, 1),
    parent_plan_id: plan.id,
    parent_step_number: 2,
  });
  await nextStep(db);
  await reportMove(db, subPlan.id, 1, 'start_step', { lease_seconds: 60 });
  await reportMove(db, subPlan.id, 1, 'complete_step');
  await makeForecast(db, plan.task_id);
  await createAgentExecution(db).ingestLogs(
    [
      { task_id: plan.task_id, action_type: 'note' },
      { plan_id: crypto.randomUUID(), action_type: 'note' },
    ],
    { on_error: 'continue' },
  );
  await setRetention(db, 'notes', 30);
  await getRetention(db);
  const { key } = await createAgentKey(db, { name: 'agent', scopes: ['read'], plan_id: plan.id });
  await exchangeAgentKey(key);
  await exchangeAgentKey('nonsense').catch(() => {});
  await captureByKeys(db, key);
  const { token } = await sharePlan(db, plan.id);
  await openShare(new Headers(), token);
  await openShare(new Headers(), '0'.repeat(96));
  await queryAgentKeys(db);
  await makePageCalls(db, plan);
  await nextStep(db, subPlan.id);
  const { seq } = await callFeed(db, 'agent_feed_position');
  await callFeed(db, 'agent_read_feed', { after_seq: 0, up_to_seq: seq, max_rows: 100 });
  await makeCaptureCalls(db);
}

/** Stores events with a key that may write, and with one that may not. */
async function captureByKeys(db: AgentExecutionClient, restrictedKey: string): Promise<void> {
  const { key } = await createAgentKey(db, { name: 'agent', scopes: ['write'] });
  const server = await createExchangeClient();
  const events = [{ session: 's0', event: 'Stop', key: 'k1', payload: {} }];
  const capture = { client: 'codex', events, rules_version: 0, per_minute: 60 };
  for (const sent of [key, restrictedKey])
    await callCapture(server, 'agent_capture_by_key', { ...capture, key: sent });
}

async function makeCaptureCalls(db: AgentExecutionClient): Promise<void> {
  const prompt = { session_id: 's1', hook_event_name: 'UserPromptSubmit', prompt_id: 'p1', prompt: 'Do it' };
  const send = (payload: JsonObject) => ingest(db, { client: 'claude-code', payloads: [payload] });
  await send(prompt);
  await vi.waitFor(() => expect(returned.has('agent_project_captured')).toBe(true));
  const request = { ...prompt, hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: {} };
  await send(request);
  const [stored] = returned.get('agent_capture_events') as { sessions: [string] }[]; // its contract is tested below
  const key = findClient('claude-code')?.identify(request)?.key ?? '';
  const session_id = stored?.sessions[0] ?? '';
  await send({ ...request, hook_event_name: 'PreToolUse', tool_use_id: 't1' });
  await send({ ...request, hook_event_name: 'PreToolUse', tool_use_id: 't2' });
  await callCapture(db, 'agent_repeat_request', { session_id, event_key: key });
  await vi.waitFor(async () => {
    const asked = { session_id, decision_key: key };
    expect(await callCapture(db, 'agent_await_captured_decision', asked)).not.toBeNull();
  });
  const [captured] = await queryPlans(db, { plan_type: 'session' });
  await sendMessage(db, { plan_id: captured?.id ?? '', body: 'Use the other library' });
  const session = { client: 'claude-code', session: 's1' };
  await callCapture(db, 'agent_take_captured_messages', session);
  await returnMessages(db, []);
  await callCapture(db, 'agent_save_memory_project', { project: '/srv/other', is_on: false });
  await callCapture(db, 'agent_list_memory_projects');
  await callCapture(db, 'agent_project_memory', { ...session, project: '/srv/shop' });
  await callCapture(db, 'agent_give_memory', { ...session, entry_ids: [] });
  await callCapture(db, 'agent_log_capture_problem', { client: 'claude-code', message: 'An example' });
  await callCapture(db, 'agent_list_capture_problems');
  const rules = [{ path_glob: 'secrets/**' }, { tool: 'Bash' }];
  await callCapture(db, 'agent_save_drop_rules', { project: '/srv/shop', rules });
  await callCapture(db, 'agent_list_drop_rules');
  const decides = [{ effect: 'deny', action: 'command', pattern: 'git push*' }];
  await callCapture(db, 'agent_save_decision_rules', { project: '/srv/shop', rules: decides });
  await callCapture(db, 'agent_list_decision_rules');
  await callCapture(db, 'agent_past_calls');
  await callCapture(db, 'agent_read_drop_rules');
  await callCapture(db, 'agent_open_past_run', { client: 'claude-code', session: 's1' });
}

async function makePageCalls(db: AgentExecutionClient, plan: { id: string; task_id: string }): Promise<void> {
  await find(db, 'sources');
  await viewLogs(db, {}, { with_summary: true });
  await getOverview(db, 'UTC');
  await countNeedsYou(db);
  await createAgentExecution(db).ask({ plan_id: plan.id, question: 'Which source?', step_number: 1 });
  await listDecisionsToMake(db);
  const scope = { filters: {}, sort: 'updated', descending: true } as const;
  await tablePlans(db, scope, { limit: 10, with_facets: true });
  await updatePlans(db, [plan.id, crypto.randomUUID()], 'paused');
  await saveView(db, { name: 'Failed', query: 'status=failed' });
  await querySavedViews(db);
  await viewTasks(db);
  await viewTask(db, plan.task_id);
  const subscription = {
    endpoint: `https://push.example.com/${crypto.randomUUID()}`,
    p256dh: 'B'.repeat(87),
    auth: 'a'.repeat(22),
    device: 'Chrome on Linux',
    kinds: ['agent.lost' as const],
  };
  const { id } = await notifications.saveSubscription(db, subscription);
  await notifications.getPushSettings(db);
  await notifications.testSubscription(db, id);
  await notifications.deleteSubscription(db, id);
  await call(db, 'agent_embedding_progress', { model: 'a-model' });
}

const names = Object.keys(contracts) as (keyof Contracts)[]; // The keys of a plain object.

beforeAll(async () => {
  const { embeddedFetch } = await import('@/lib/supabase/embedded/api');
  const db = await signUp(recording(embeddedFetch));
  await makeEveryCall(createAgentExecution(db), undefined);
  await makeOtherCalls(db);
  await vi.waitFor(() => expect(returned.has('agent_count_context_uses')).toBe(true));
  await deleteAccountData(db);
}, 120_000);

test.each(names)('the result of %s satisfies its contract', (name) => {
  const results = returned.get(name) ?? [];
  expect(results.filter((result) => result !== null)).not.toEqual([]);
  for (const result of results) expect(contracts[name].parse(result)).toEqual(result);
});

test('every function that is called has a contract', () => {
  expect([...returned.keys()].filter((name) => !(name in contracts))).toEqual([]);
});
