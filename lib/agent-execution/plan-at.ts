/** Reads a plan as of any row of its log, and the graph that an approval covers. */
import type { AgentExecutionClient, Log, Plan, Step } from './agent-execution.types';
import { call } from './call';
import type { StepDifference } from './versions';

/** A plan at an earlier time. Leases are omitted, because the log has no rows for them. */
export interface PlanAt extends Omit<Plan, 'is_chain'> {
  task: { id: string; title: string };
  steps: Step[];
  /** The log row of this state. Its description is cut at 300 characters. */
  at: Pick<
    Log,
    'seq' | 'created_at' | 'action_type' | 'step_number' | 'actor_type' | 'actor' | 'description'
  > & { occurred_at: string | null };
}

/** A row that changed the plan. */
export type PlanMoment = Pick<Log, 'seq' | 'created_at' | 'action_type' | 'step_number'> & {
  /** When the event of the row happened; null if that is unknown. */
  occurred_at: string | null;
};

export interface StepGate {
  step_number: number;
  status: Step['status'];
  /** Hash of the step and all steps before it, as declared; null before the step is ready. */
  graph_hash: string | null;
  /** The newest approval, even if it is no longer valid. */
  approved: { seq: number; at: string; by: string; graph_hash: string; is_current: boolean } | null;
  /** Changes of that graph since the approval; null if the step was never approved. */
  changes: StepDifference[] | null;
}

/** Returns the plan after its newest log row up to `seq`; throws not_found if it did not exist yet. */
export async function getPlanAt(db: AgentExecutionClient, planId: string, seq: number): Promise<PlanAt> {
  return call(db, 'agent_plan_at', { plan_id: planId, seq });
}

/** Returns the newest 5,000 rows that changed the plan, oldest first: the rows at which getPlanAt returns another state. */
export async function listPlanMoments(db: AgentExecutionClient, planId: string): Promise<PlanMoment[]> {
  return call(db, 'agent_plan_moments', { plan_id: planId });
}

/** Returns the graph that an approval of a step covers; throws not_found. */
export async function getStepGate(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
): Promise<StepGate> {
  return call(db, 'agent_step_gate', { plan_id: planId, step_number: stepNumber });
}
