/** Versions of a plan: declares, lists, compares and reverts them. */
import type { AgentExecutionClient, Plan, PlanStep } from './agent-execution.types';
import { call } from './call';

export interface PlanVersion {
  version: number;
  reason: string | null;
  /** The version that this one reverts to, if any. */
  reverts_to: number | null;
  created_by: string;
  created_at: string;
  /** The log row that declared it. */
  seq: number;
  total_steps: number;
  /** Step numbers in this version; removed steps have their numbers in the version before. Null for the first version. */
  added: number[] | null;
  removed: number[] | null;
  changed: number[] | null;
  moved: number[] | null;
  /** Steps whose work was kept: completed, skipped, or in progress. */
  kept: number[] | null;
}

/** A declared step with explicit defaults. */
export type DeclaredStep = PlanStep &
  Required<Pick<PlanStep, 'depends_on' | 'requires_approval' | 'max_attempts'>>;

export interface StepDifference {
  change: 'same' | 'moved' | 'changed' | 'added' | 'removed';
  before: DeclaredStep | null;
  after: DeclaredStep | null;
  /** The fields in which a changed step differs. */
  fields: string[];
}

export interface VersionComparison {
  from_version: number;
  /** null stands for the current steps, including edits. */
  to_version: number | null;
  steps: StepDifference[];
}

/**
 * Declares the next version of a plan. A step with the same action and description as an earlier one keeps its state; failed and blocked
 * steps start again. Throws conflict if a step in progress would change.
 */
export async function replan(
  db: AgentExecutionClient,
  planId: string,
  steps: PlanStep[],
  reason?: string,
): Promise<Plan> {
  return call(db, 'agent_replan', { plan_id: planId, steps, reason });
}

/** Reverts the plan to a version, which becomes its next version. */
export async function revertPlan(
  db: AgentExecutionClient,
  planId: string,
  version: number,
  reason?: string,
): Promise<Plan> {
  return call(db, 'agent_revert_plan', { plan_id: planId, version, reason });
}

/** Returns the newest 1,000 versions, newest first; none for an unknown plan. */
export async function listPlanVersions(db: AgentExecutionClient, planId: string): Promise<PlanVersion[]> {
  return call(db, 'agent_list_plan_versions', { plan_id: planId });
}

/** Compares two versions; without the second, a version with the current steps. Throws not_found. */
export async function comparePlanVersions(
  db: AgentExecutionClient,
  planId: string,
  fromVersion: number,
  toVersion?: number,
): Promise<VersionComparison> {
  return call(db, 'agent_compare_plan_versions', {
    plan_id: planId,
    from_version: fromVersion,
    to_version: toVersion,
  });
}
