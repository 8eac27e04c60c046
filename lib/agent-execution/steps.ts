/** Moves and edits steps. The same transaction logs each change. */
import { errorOf, unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  DecideStepOptions,
  EditStepInput,
  Json,
  MoveStepOptions,
  NewStepInput,
  Plan,
  StartStepOptions,
  Step,
  StepAction,
  UndoMoveOptions,
} from './agent-execution.types';
import { call } from './call';
import { isFields } from './is-fields';

/** Throws not_found. */
export async function getStep(db: AgentExecutionClient, planId: string, stepNumber: number): Promise<Step> {
  const query = db.from('agent_execution_steps').select().eq('plan_id', planId).eq('step_number', stepNumber);
  const step = unwrap(await query.maybeSingle().overrideTypes<Step, { merge: false }>());
  if (!step) throw errorOf('not_found', `There is no step ${stepNumber} in a plan ${planId}.`);
  return step;
}

type StepOptions = MoveStepOptions | StartStepOptions | DecideStepOptions;

/**
 * Moves a step; throws not_found, conflict if its status or dependencies do not allow the move, or lease_lost if the given lease is not
 * held.
 */
export async function moveStep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  action: StepAction,
  options: StepOptions = {},
): Promise<Step> {
  return call(db, 'agent_move_step', moveArguments(planId, stepNumber, action, options));
}

/**
 * Moves a step as moveStep does, unless the plan has changed since it was read. Throws precondition_failed if it has: its newest log row
 * is no longer `last_seq`.
 */
export async function moveStepOfUnchangedPlan(
  db: AgentExecutionClient,
  plan: Pick<Plan, 'id' | 'last_seq'>,
  stepNumber: number,
  action: StepAction,
  options: MoveStepOptions = {},
): Promise<void> {
  unwrap(
    await db.rpc('agent_call', {
      call: 'agent_move_step',
      arguments: moveArguments(plan.id, stepNumber, action, options),
      plan_id: plan.id,
      if_seq: plan.last_seq ?? undefined,
    }),
  );
}

/** The outcome of a move, the state of the plan, and the next step. */
export interface StepOutcome {
  step_number: number;
  status: Step['status'];
  /** From the second attempt on. */
  attempt?: number;
  /** When a failed attempt may be retried. */
  not_before?: string;
  lease_token?: number;
  lease_expires_at?: string;
  plan_status: Plan['status'];
  completed_steps: number;
  total_steps: number;
  /** The first ready step; absent while this one is in progress. */
  next_step?: { step_number: number; action: string; description: string };
  /** Steps that a person has to approve. */
  awaiting_approval?: number[];
  /** The plan has messages to its agent: takeMessages returns them. */
  has_messages?: true;
}

/** Moves a step as moveStep does; returns a short outcome. */
export async function reportMove(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  action: StepAction,
  options: StepOptions = {},
): Promise<StepOutcome> {
  return call(db, 'agent_report_move', moveArguments(planId, stepNumber, action, options));
}

function moveArguments(planId: string, stepNumber: number, action: StepAction, options: StepOptions) {
  const { description, agent_confidence, error_message, metadata, agent_name } = options;
  return {
    plan_id: planId,
    step_number: stepNumber,
    action_type: action,
    description,
    result: resultOf(options),
    agent_confidence,
    error_message,
    metadata,
    lease_token: 'lease_token' in options ? options.lease_token : undefined,
    lease_seconds: 'lease_seconds' in options ? options.lease_seconds : undefined,
    agent_name,
  };
}

/** Returns the result to log. That of a decision includes the graph that the decision is about. */
function resultOf(options: StepOptions): Json | undefined {
  const { result } = options;
  if (!('graph_hash' in options) || options.graph_hash === undefined) return result;
  return {
    ...(isFields(result) ? result : result !== undefined && { result }),
    graph_hash: options.graph_hash,
  };
}

/**
 * Blocks a step after an error, and with it the plan. It logs the error, an agent's with confidence 0, and stores it as context
 * blockers/error_details. The plan keeps its reasoning.
 */
export async function blockStep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  error_message: string,
  lease_token?: number,
  agent_name?: string,
): Promise<Plan> {
  return call(db, 'agent_block_step', {
    plan_id: planId,
    step_number: stepNumber,
    error_message,
    lease_token,
    agent_name,
  });
}

/**
 * Undoes the newest move of a step, which has its status, start and attempt as before, without a lease; a repeated call changes nothing.
 * Throws conflict if the step, or one that depends on it, has moved since.
 */
export async function undoMove(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  options: UndoMoveOptions = {},
): Promise<Step> {
  const { moved_at, description, agent_name } = options;
  const input = { plan_id: planId, step_number: stepNumber, moved_at, description, agent_name };
  return call(db, 'agent_undo_move', input);
}

/** Changes the texts or estimate of a pending step; throws not_found, or conflict once the step has started. */
export async function editStep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  changes: EditStepInput,
): Promise<Step> {
  return call(db, 'agent_edit_step', {
    plan_id: planId,
    step_number: stepNumber,
    changes,
  });
}

/** Appends a step to a plan. Without depends_on it depends on the step before it. */
export async function addStep(db: AgentExecutionClient, planId: string, step: NewStepInput): Promise<Step> {
  return call(db, 'agent_add_step', { plan_id: planId, step });
}

/** Reorders the steps that were never started. `stepOrder` lists all of their numbers. Returns all steps. */
export async function reorderSteps(
  db: AgentExecutionClient,
  planId: string,
  stepOrder: number[],
): Promise<Step[]> {
  return call(db, 'agent_reorder_steps', { plan_id: planId, step_order: stepOrder });
}
