'use server';

/** The doors from the plan's page to the service; each carries the identity of the person who is signed in. */
import type { PlanMove } from '@/components/plans/plan-moves';
import { statusOfMove } from '@/components/plans/plan-moves';
import type { StepMove } from '@/components/plans/step-moves';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { EditStepInput, NewStepInput } from '@/lib/agent-execution/agent-execution.types';
import { type ContextPack, contextPack } from '@/lib/agent-execution/context-pack';
import { embedder } from '@/lib/embeddings/embedder';
import { createServerClient } from '@/lib/supabase/server';
import { act } from '../../act';
import { type ActionAnswer, type ActionError, explainError } from '../../action-answer';

/** The call for each move, and what the log says of it. */
const moves = {
  approve_step: { call: 'approveStep', description: 'Approved in the dashboard' },
  reject_step: { call: 'rejectStep', description: 'Rejected in the dashboard' },
  complete_step: { call: 'completeStep', description: 'Completed in the dashboard' },
  start_step: { call: 'startStep', description: 'Started in the dashboard' },
  skip_step: { call: 'skipStep', description: 'Skipped in the dashboard' },
  reopen_step: { call: 'reopenStep', description: 'Re-opened in the dashboard' },
  release_step: { call: 'releaseStep', description: 'Taken away in the dashboard' },
} as const satisfies Record<StepMove, { call: keyof AgentExecution; description: string }>;

/** As `act`, with the service. */
const serve = (work: (execution: AgentExecution) => Promise<unknown>) =>
  act((db) => work(createAgentExecution(db)));

/** A decision is about the step as it was shown: `graphHash`. */
export async function moveStep(
  planId: string,
  stepNumber: number,
  move: StepMove,
  graphHash?: string | null,
): Promise<ActionAnswer> {
  const { call, description } = moves[move];
  const isDecision = move === 'approve_step' || move === 'reject_step';
  const options = { description, ...(isDecision && graphHash && { graph_hash: graphHash }) };
  return serve((execution) => execution[call](planId, stepNumber, options));
}

export async function blockStep(planId: string, stepNumber: number, reason: string): Promise<ActionAnswer> {
  return serve((execution) => execution.blockStep(planId, stepNumber, reason));
}

export async function editStep(
  planId: string,
  stepNumber: number,
  changes: EditStepInput,
): Promise<ActionAnswer> {
  return serve((execution) => execution.editStep(planId, stepNumber, changes));
}

export async function addStep(planId: string, step: NewStepInput): Promise<ActionAnswer> {
  return serve((execution) => execution.addStep(planId, step));
}

export async function reorderSteps(planId: string, order: number[]): Promise<ActionAnswer> {
  return serve((execution) => execution.reorderSteps(planId, order));
}

export async function editReasoning(planId: string, agent_reasoning: string): Promise<ActionAnswer> {
  return serve((execution) => execution.updatePlan({ plan_id: planId, agent_reasoning }));
}

export async function movePlan(planId: string, move: PlanMove): Promise<ActionAnswer> {
  return serve((execution) => execution.updatePlan({ plan_id: planId, status: statusOfMove[move] }));
}

export async function saveTemplate(planId: string, name: string): Promise<ActionAnswer> {
  return serve((execution) => execution.savePlanAsTemplate(planId, name));
}

export async function revertPlan(planId: string, version: number): Promise<ActionAnswer> {
  return serve((execution) => execution.revertPlan(planId, version));
}

export async function createSubtasks(planId: string): Promise<ActionAnswer> {
  return serve((execution) => execution.createSubtasks(planId));
}

export async function loadPack(
  planId: string,
  maxTokens: number,
): Promise<{ pack: ContextPack } | { error: ActionError }> {
  try {
    const input = { plan_id: planId, max_tokens: maxTokens };
    return { pack: await contextPack(await createServerClient(), input, embedder()) };
  } catch (error) {
    return explainError(error);
  }
}
