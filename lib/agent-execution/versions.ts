/** Versions of a plan: declare it anew, list, compare, go back. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient, Json, Plan, PlanStep } from './agent-execution.types';

export interface PlanVersion {
  version: number;
  reason: string | null;
  /** The version whose steps were taken up again, if any. */
  reverts_to: number | null;
  created_by: string;
  created_at: string;
  /** The log row that declared it. */
  seq: number;
  total_steps: number;
  /** Numbers of the steps: as they are in this version, the removed ones as they were in the one before; null for the first. */
  added: number[] | null;
  removed: number[] | null;
  changed: number[] | null;
  moved: number[] | null;
  /** Steps whose work was kept: completed, skipped, or in progress. */
  kept: number[] | null;
}

/** A declared step with its defaults written out. */
export type SpelledStep = PlanStep &
  Required<Pick<PlanStep, 'depends_on' | 'requires_approval' | 'max_attempts'>>;

export interface StepDifference {
  change: 'same' | 'moved' | 'changed' | 'added' | 'removed';
  before: SpelledStep | null;
  after: SpelledStep | null;
  /** What is different of a changed step. */
  fields: string[];
}

export interface VersionComparison {
  from_version: number;
  /** null: the steps as they stand now, edits included. */
  to_version: number | null;
  steps: StepDifference[];
}

/**
 * Declares the plan anew as its next version. A step with the same action and description as one before is the same work and
 * keeps what was done; failed and blocked ones begin anew. Throws conflict where a step in progress would change.
 */
export async function replan(
  db: AgentExecutionClient,
  planId: string,
  steps: PlanStep[],
  reason?: string,
): Promise<Plan> {
  // Plain objects and numbers all the way down, which the compiler cannot see of an interface.
  const args = { plan_id: planId, steps: steps as unknown as Json, reason };
  return unwrap(await db.rpc('agent_replan', args)) as unknown as Plan; // checks narrow status and plan_json
}

/** Declares the plan as one of its versions was, which is itself the next version. */
export async function revertPlan(
  db: AgentExecutionClient,
  planId: string,
  version: number,
  reason?: string,
): Promise<Plan> {
  const answer = await db.rpc('agent_revert_plan', { plan_id: planId, version, reason });
  return unwrap(answer) as unknown as Plan; // checks narrow status and plan_json
}

/** The newest 1,000 versions, newest first; none for a plan that is not there. */
export async function listPlanVersions(db: AgentExecutionClient, planId: string): Promise<PlanVersion[]> {
  return unwrap(await db.rpc('agent_list_plan_versions', { plan_id: planId })) as unknown as PlanVersion[]; // built so
}

/** Two versions side by side; without the second, one and the steps as they stand now. Throws not_found. */
export async function comparePlanVersions(
  db: AgentExecutionClient,
  planId: string,
  fromVersion: number,
  toVersion?: number,
): Promise<VersionComparison> {
  const answer = await db.rpc('agent_compare_plan_versions', {
    plan_id: planId,
    from_version: fromVersion,
    to_version: toVersion,
  });
  return unwrap(answer) as unknown as VersionComparison; // the function builds exactly this
}
