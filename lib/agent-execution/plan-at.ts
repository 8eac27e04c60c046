/** A plan as it was after any row of its log, and what an approval was about. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient, Log, Plan, Step } from './agent-execution.types';
import type { StepDifference } from './versions';

/** A plan at an earlier moment. Leases are left out: they come and go without a row of their own. */
export interface PlanAt extends Plan {
  task: { id: string; title: string };
  steps: Step[];
  /** The row after which it was so; its description is cut at 300 characters. */
  at: Pick<
    Log,
    'seq' | 'created_at' | 'action_type' | 'step_number' | 'actor_type' | 'actor' | 'description'
  >;
}

/** A row that changed the plan. */
export type PlanMoment = Pick<Log, 'seq' | 'created_at' | 'action_type' | 'step_number'>;

export interface StepGate {
  step_number: number;
  status: Step['status'];
  /** Of the step and all before it, as declared; null before the step's turn has come. */
  graph_hash: string | null;
  /** The newest approval, also one that no longer holds. */
  approved: { seq: number; at: string; by: string; graph_hash: string; is_current: boolean } | null;
  /** What of that graph has changed since; null where it was never approved. */
  changes: StepDifference[] | null;
}

/** The plan after the newest of its log rows up to `seq`; throws not_found where it was not there yet. */
export async function getPlanAt(db: AgentExecutionClient, planId: string, seq: number): Promise<PlanAt> {
  return unwrap(await db.rpc('agent_plan_at', { plan_id: planId, seq })) as unknown as PlanAt; // built exactly so
}

/** The newest 5,000 rows that changed the plan, oldest first: where getPlanAt has something else to tell. */
export async function listPlanMoments(db: AgentExecutionClient, planId: string): Promise<PlanMoment[]> {
  return unwrap(await db.rpc('agent_plan_moments', { plan_id: planId })) as unknown as PlanMoment[]; // built exactly so
}

/** What an approval of a step is about; throws not_found. */
export async function getStepGate(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
): Promise<StepGate> {
  const answer = await db.rpc('agent_step_gate', { plan_id: planId, step_number: stepNumber });
  return unwrap(answer) as unknown as StepGate; // the function builds exactly this
}
