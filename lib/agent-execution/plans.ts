/** Plans: creates, reads, lists, updates, verifies and deletes them, and creates subtasks. */
import { AgentExecutionError } from './agent-execution.error';
import type {
  AgentExecutionClient,
  ContextEntry,
  CreatePlanInput,
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
import { call } from './call';
import { rangeOf } from './dates';
import { queryLogs } from './logs';
import { listCursor, MAX_LIMIT, pageLimit, readListPlace, toPage } from './page';

/** Creates a plan for a task; throws not_found for an unknown task and invalid_input for invalid steps. */
export async function createPlan(db: AgentExecutionClient, input: CreatePlanInput): Promise<Plan> {
  const { task_id, plan_type, steps, reasoning, metadata, parent_plan_id, parent_step_number } = input;
  const args = { task_id, plan_type, steps, reasoning, metadata, parent_plan_id, parent_step_number };
  return call(db, 'agent_create_plan', args);
}

export type CreatePlanOnceInput = Omit<CreatePlanInput, 'task_id' | 'metadata'> &
  ({ task_id: string; title?: undefined } | { task_id?: undefined; title: string });

export interface CreatedPlan {
  plan: Plan;
  /** False if an earlier request created the plan. */
  is_new: boolean;
}

/**
 * Creates a plan for a task. With a title it also creates the task, in the same transaction. A repeated request returns the first plan.
 * That is an open plan of the same caller, type and steps for this task, or for a task with this title.
 */
export async function createPlanOnce(
  db: AgentExecutionClient,
  input: CreatePlanOnceInput,
): Promise<CreatedPlan> {
  const { task_id, title, plan_type, steps, reasoning, parent_plan_id, parent_step_number } = input;
  const args = { plan_type, steps, task_id, title, reasoning, parent_plan_id, parent_step_number };
  return call(db, 'agent_create_plan_once', args);
}

/**
 * Returns a plan with its task, steps and subtasks; on request also with all log rows, oldest first, and its context, newest first.
 * Throws not_found.
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

/** The result of `agent_get_plan`. Logs and context are null unless requested. */
export interface StoredPlan extends Omit<PlanWithDetails, 'logs' | 'context'> {
  logs: Log[] | null;
  context: ContextEntry[] | null;
}

/** Returns a plan as getPlan does, in one round trip, with at most the newest 1,000 log rows. */
export async function getRecentPlan(
  db: AgentExecutionClient,
  planId: string,
  includeLogs = false,
  includeContext = false,
): Promise<PlanWithDetails> {
  const found = await call(db, 'agent_get_plan', {
    plan_id: planId,
    include_logs: includeLogs,
    include_context: includeContext,
  });
  if (!found) {
    throw new AgentExecutionError(
      'not_found',
      `There is no plan ${planId}.`,
      'List your plans to find its id.',
    );
  }
  const { logs, context, ...plan } = found;
  return { ...plan, ...(logs && { logs }), ...(context && { context }) };
}

async function logsBefore(db: AgentExecutionClient, planId: string, seq: number): Promise<Log[]> {
  const pages: Log[][] = [];
  let cursor: string | null = String(seq);
  while (cursor !== null) {
    const page: Page<Log> = await queryLogs(db, { plan_id: planId, cursor, limit: MAX_LIMIT });
    pages.unshift([...page].reverse());
    cursor = page.next_cursor;
  }
  return pages.flat();
}

/** Returns plans, the newest change first by default. Order `created` misses no plan if plans change between two pages. */
export async function queryPlans(
  db: AgentExecutionClient,
  input: QueryPlansInput = {},
): Promise<Page<PlanListItem>> {
  const limit = pageLimit(input.limit, 50);
  const order = input.order ?? 'updated';
  const rows = await call(db, 'agent_query_plans', {
    status: listOf(input.status),
    plan_type: listOf(input.plan_type),
    task_id: input.task_id,
    search: input.search?.trim() || undefined,
    ...rangeOf(input),
    ...readListPlace(order, input.cursor),
    max_rows: limit + 1,
  });
  return toPage(rows, limit, (plan) => listCursor(order, plan));
}

function listOf(value: string | string[] | undefined): string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

/** Sets status, current step or reasoning; throws conflict for a move that is not allowed. */
export async function updatePlan(db: AgentExecutionClient, input: UpdatePlanInput): Promise<Plan> {
  const { plan_id, status, current_step, agent_reasoning } = input;
  return call(db, 'agent_update_plan', { plan_id, status, current_step, agent_reasoning });
}

/** Creates a subtask for each step that has none; returns the new ones. */
export async function createSubtasks(
  db: AgentExecutionClient,
  planId: string,
  priority = 'MEDIUM',
): Promise<Subtask[]> {
  return call(db, 'agent_create_subtasks', { plan_id: planId, priority });
}

/** Verifies the plan's hash chain; returns the first invalid row if there is one. */
export async function verifyLog(db: AgentExecutionClient, planId: string): Promise<LogVerification> {
  return call(db, 'agent_verify_log', { plan_id: planId });
}

/** Deletes a plan with its log and context. Throws forbidden for agents, not_found. */
export async function deletePlan(db: AgentExecutionClient, planId: string): Promise<{ id: string }> {
  return call(db, 'agent_delete_plan', { plan_id: planId });
}
