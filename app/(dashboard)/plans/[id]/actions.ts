'use server';

/** The actions of the page of a plan. */
import type { PlanMove } from '@/components/plans/plan-moves';
import { statusOfMove } from '@/components/plans/plan-moves';
import type { StepMove } from '@/components/plans/steps/step-moves';
import type { ActionResult } from '@/lib/action-result';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type {
  AgentExecutionClient,
  EditStepInput,
  NewStepInput,
  SetContextInput,
  Step,
} from '@/lib/agent-execution/agent-execution.types';
import { type ContextPack, contextPack } from '@/lib/agent-execution/context-pack';
import { getStep } from '@/lib/agent-execution/steps';
import { type PlanTrace, planTrace } from '@/lib/dashboard/trace';
import { embedder } from '@/lib/embeddings/embedder';
import { loadTokenCounter } from '@/lib/token-counter';
import { loadData, runAction } from '../../run-action';

/** The service's function for each move, and the description in the log. */
const moves = {
  approve_step: { call: 'approveStep', description: 'Approved in the dashboard' },
  // A rejection needs a reason of the person.
  reject_step: { call: 'rejectStep', description: undefined },
  complete_step: { call: 'completeStep', description: 'Completed in the dashboard' },
  start_step: { call: 'startStep', description: 'Started in the dashboard' },
  skip_step: { call: 'skipStep', description: 'Skipped in the dashboard' },
  reopen_step: { call: 'reopenStep', description: 'Reopened in the dashboard' },
  release_step: { call: 'releaseStep', description: 'Released in the dashboard' },
} as const satisfies Record<StepMove, { call: keyof AgentExecution; description: string | undefined }>;

/** Runs an action with the service. */
const runService = (work: (execution: AgentExecution) => Promise<unknown>) =>
  runAction((db) => work(createAgentExecution(db)));

/** Returns when the step moved, which undoMove names. */
async function runMove(
  work: (execution: AgentExecution, db: AgentExecutionClient) => Promise<Step>,
): MoveResult {
  let movedAt = '';
  const { error } = await runAction(async (db) => {
    movedAt = (await work(createAgentExecution(db), db)).updated_at;
  });
  return error ? { error } : { movedAt };
}

type MoveResult = Promise<ActionResult<{ movedAt: string }>>;

/** Moves a step; a decision names the version of the step that the person saw, `graphHash`, and may have a `message`. */
export async function moveStep(
  planId: string,
  stepNumber: number,
  move: StepMove,
  graphHash?: string | null,
  message?: string,
): MoveResult {
  const { call, description } = moves[move];
  const isDecision = move === 'approve_step' || move === 'reject_step';
  const options = {
    description: message || description,
    ...(isDecision && graphHash && { graph_hash: graphHash }),
  };
  return runMove((execution) => execution[call](planId, stepNumber, options));
}

export async function blockStep(planId: string, stepNumber: number, reason: string): MoveResult {
  return runMove(async (execution, db) => {
    await execution.blockStep(planId, stepNumber, reason);
    return getStep(db, planId, stepNumber);
  });
}

/** Undoes the move of a step that was made at `movedAt`, if the step has not moved since. */
export async function undoMove(planId: string, stepNumber: number, movedAt: string): Promise<ActionResult> {
  return runService((execution) =>
    execution.undoMove(planId, stepNumber, { moved_at: movedAt, description: 'Undone in the dashboard' }),
  );
}

export async function editStep(
  planId: string,
  stepNumber: number,
  changes: EditStepInput,
): Promise<ActionResult> {
  return runService((execution) => execution.editStep(planId, stepNumber, changes));
}

export async function addStep(planId: string, step: NewStepInput): Promise<ActionResult> {
  return runService((execution) => execution.addStep(planId, step));
}

/** Stores the fix of an earlier failure, for the agents of the plan. */
export async function keepFix(entry: SetContextInput): Promise<ActionResult> {
  return runService((execution) => execution.setContext(entry));
}

export async function reorderSteps(planId: string, order: number[]): Promise<ActionResult> {
  return runService((execution) => execution.reorderSteps(planId, order));
}

export async function editReasoning(planId: string, agent_reasoning: string): Promise<ActionResult> {
  return runService((execution) => execution.updatePlan({ plan_id: planId, agent_reasoning }));
}

export async function movePlan(planId: string, move: PlanMove): Promise<ActionResult> {
  return runService((execution) => execution.updatePlan({ plan_id: planId, status: statusOfMove[move] }));
}

export async function sendMessage(planId: string, body: string): Promise<ActionResult> {
  return runService((execution) => execution.sendMessage({ plan_id: planId, body }));
}

export async function saveTemplate(planId: string, name: string): Promise<ActionResult> {
  return runService((execution) => execution.savePlanAsTemplate(planId, name));
}

export async function revertPlan(planId: string, version: number): Promise<ActionResult> {
  return runService((execution) => execution.revertPlan(planId, version));
}

export async function createSubtasks(planId: string): Promise<ActionResult> {
  return runService((execution) => execution.createSubtasks(planId));
}

export async function loadPack(
  planId: string,
  maxTokens: number,
): Promise<ActionResult<{ pack: ContextPack }>> {
  return loadData(async (db) => {
    const input = { plan_id: planId, max_tokens: maxTokens };
    const options = { embedder: embedder(), countTokens: await loadTokenCounter() };
    return { pack: await contextPack(db, input, options) };
  });
}

/** Returns the tool calls of a plan; with `until`, those up to that log row. */
export async function loadTrace(
  planId: string,
  until: number | null,
): Promise<ActionResult<{ trace: PlanTrace }>> {
  return loadData(async (db) => ({ trace: await planTrace(db, planId, until) }));
}
