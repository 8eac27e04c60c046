/** Plans: create, read, list, update, turn into subtasks, verify. */
import { AgentExecutionError, unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  CreatePlanInput,
  Json,
  Log,
  LogVerification,
  Page,
  Plan,
  PlanListItem,
  PlanWithDetails,
  QueryPlansInput,
  Subtask,
  UpdatePlanInput,
} from './agent-execution.types';
import { endOf, startOf } from './dates';
import { queryLogs } from './logs';
import { MAX_LIMIT, pageLimit, readTimeCursor, timeCursor, toPage } from './page';

/** Creates a plan for a task; throws not_found for an unknown task and invalid_input for steps that make no plan. */
export async function createPlan(db: AgentExecutionClient, input: CreatePlanInput): Promise<Plan> {
  // Plain objects and numbers all the way down, which the compiler cannot see of an interface.
  const { task_id, plan_type, reasoning, metadata, parent_plan_id, parent_step_number } = input;
  const steps = input.steps as unknown as Json;
  const args = { task_id, plan_type, steps, reasoning, metadata, parent_plan_id, parent_step_number };
  return unwrap(await db.rpc('agent_create_plan', args)) as unknown as Plan; // checks narrow status and plan_json
}

/** Creates a task of the caller and a plan for it, both or neither. */
export async function createPlannedTask(
  db: AgentExecutionClient,
  input: Omit<CreatePlanInput, 'task_id' | 'parent_plan_id' | 'parent_step_number'> & { title: string },
): Promise<Plan> {
  const { title, plan_type, steps, reasoning, metadata } = input;
  const args = { title, plan_type, steps: steps as unknown as Json, reasoning, metadata }; // as above
  return unwrap(await db.rpc('agent_create_planned_task', args)) as unknown as Plan; // checks narrow status and plan_json
}

/**
 * A plan with its task, steps and subtasks; with all its log rows, oldest first, and its context, newest first, when
 * asked for. Throws not_found.
 */
export async function getPlan(
  db: AgentExecutionClient,
  planId: string,
  includeLogs = false,
  includeContext = false,
): Promise<PlanWithDetails> {
  const plan = await getRecentPlan(db, planId, includeLogs, includeContext);
  const oldest = plan.logs?.[0];
  if (!plan.logs || !oldest || plan.logs.length < MAX_LIMIT) return plan;
  return { ...plan, logs: [...(await logsBefore(db, planId, oldest.seq)), ...plan.logs] };
}

/** As getPlan, in one round trip, with the newest 1,000 log rows at most. */
export async function getRecentPlan(
  db: AgentExecutionClient,
  planId: string,
  includeLogs = false,
  includeContext = false,
): Promise<PlanWithDetails> {
  const answer = await db.rpc('agent_get_plan', {
    plan_id: planId,
    include_logs: includeLogs,
    include_context: includeContext,
  });
  const plan = unwrap(answer) as unknown as PlanWithDetails | null; // the function builds exactly this
  if (!plan) {
    throw new AgentExecutionError(
      'not_found',
      `There is no plan ${planId}.`,
      'List your plans to find its id.',
    );
  }
  if (!includeLogs) delete plan.logs;
  if (!includeContext) delete plan.context;
  return plan;
}

async function logsBefore(db: AgentExecutionClient, planId: string, seq: number): Promise<Log[]> {
  const pages: Log[][] = [];
  let cursor: string | null = String(seq);
  while (cursor !== null) {
    const page: Page<Log> = await queryLogs(db, { plan_id: planId, cursor, limit: MAX_LIMIT });
    pages.unshift(page.toReversed());
    cursor = page.next_cursor;
  }
  return pages.flat();
}

/** Plans, newest change first. */
export async function queryPlans(
  db: AgentExecutionClient,
  input: QueryPlansInput = {},
): Promise<Page<PlanListItem>> {
  const limit = pageLimit(input.limit, 50);
  const before = input.cursor ? readTimeCursor(input.cursor) : undefined;
  const answer = await db.rpc('agent_query_plans', {
    status: listOf(input.status),
    plan_type: listOf(input.plan_type),
    task_id: input.task_id,
    search: input.search?.trim() || undefined,
    start_date: startOf(input.start_date),
    end_date: endOf(input.end_date),
    before_updated_at: before?.time,
    before_id: before?.id,
    max_rows: limit + 1,
  });
  const rows = unwrap(answer) as unknown as PlanListItem[]; // the function builds exactly this
  return toPage(rows, limit, (plan) => timeCursor(plan.updated_at, plan.id));
}

function listOf(value: string | string[] | undefined): string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

/** Sets status, current step or reasoning; throws conflict for an impossible move. */
export async function updatePlan(db: AgentExecutionClient, input: UpdatePlanInput): Promise<Plan> {
  const { plan_id, status, current_step, agent_reasoning } = input;
  const answer = await db.rpc('agent_update_plan', { plan_id, status, current_step, agent_reasoning });
  return unwrap(answer) as unknown as Plan; // checks narrow status and plan_json
}

/** Makes a subtask of the task for each step that has none yet; returns the new ones. */
export async function createSubtasks(
  db: AgentExecutionClient,
  planId: string,
  priority = 'MEDIUM',
): Promise<Subtask[]> {
  return unwrap(await db.rpc('agent_create_subtasks', { plan_id: planId, priority }));
}

/** Walks the plan's hash chain and names the first row at fault. */
export async function verifyLog(db: AgentExecutionClient, planId: string): Promise<LogVerification> {
  return unwrap(await db.rpc('agent_verify_log', { plan_id: planId })) as unknown as LogVerification; // built so
}
