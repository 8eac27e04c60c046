/** Steps: the verbs that move one and the edits of those to come, each logged in the same transaction. */
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
} from './agent-execution.types';

/** Throws not_found. */
export async function getStep(db: AgentExecutionClient, planId: string, stepNumber: number): Promise<Step> {
  const query = db.from('agent_execution_steps').select().eq('plan_id', planId).eq('step_number', stepNumber);
  const step = unwrap(await query.maybeSingle());
  if (!step) throw errorOf('not_found', `There is no step ${stepNumber} of a plan ${planId}.`);
  return step as Step; // a check constraint narrows status
}

type StepOptions = MoveStepOptions | StartStepOptions | DecideStepOptions;

/**
 * Moves a step; throws not_found, conflict where its state or dependencies do not allow the move, or lease_lost where it names a
 * lease that is not held.
 */
export async function moveStep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  action: StepAction,
  options: StepOptions = {},
): Promise<Step> {
  const { description, agent_confidence, error_message, metadata } = options;
  const answer = await db.rpc('agent_move_step', {
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
  });
  return unwrap(answer) as Step; // a check constraint narrows status
}

/** The graph that a decision is about is part of what the log keeps of it. */
function resultOf(options: StepOptions): Json | undefined {
  const { result } = options;
  if (!('graph_hash' in options) || options.graph_hash === undefined) return result;
  const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
  return { ...(isObject ? result : result !== undefined && { result }), graph_hash: options.graph_hash };
}

/**
 * Blocks a step as an agent that met an error does: logs it, keeps it as context blockers/error_details and gives it
 * as the plan's reasoning.
 */
export async function blockStep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  error_message: string,
  lease_token?: number,
): Promise<Plan> {
  const answer = await db.rpc('agent_block_step', {
    plan_id: planId,
    step_number: stepNumber,
    error_message,
    agent_confidence: 0,
    lease_token,
  });
  return unwrap(answer) as unknown as Plan; // checks narrow status and plan_json
}

/** Changes the words or estimate of a pending step; throws not_found, or conflict once it has begun. */
export async function editStep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  changes: EditStepInput,
): Promise<Step> {
  const answer = await db.rpc('agent_edit_step', {
    plan_id: planId,
    step_number: stepNumber,
    changes: changes as Json, // a plain object
  });
  return unwrap(answer) as Step; // a check constraint narrows status
}

/** Adds a step at the end of a plan; without depends_on it waits for the one before it. */
export async function addStep(db: AgentExecutionClient, planId: string, step: NewStepInput): Promise<Step> {
  const answer = await db.rpc('agent_add_step', { plan_id: planId, step: step as Json }); // a plain object
  return unwrap(answer) as Step; // a check constraint narrows status
}

/** Puts the steps that were never begun into another order: all of their numbers, as wanted. Returns all steps. */
export async function reorderSteps(
  db: AgentExecutionClient,
  planId: string,
  stepOrder: number[],
): Promise<Step[]> {
  const answer = await db.rpc('agent_reorder_steps', { plan_id: planId, step_order: stepOrder });
  return unwrap(answer) as Step[]; // a check constraint narrows status
}
