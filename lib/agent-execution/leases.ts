/** Leases: claims the next ready step, renews its lease, and reports it together with the next claim. */
import type {
  AgentExecutionClient,
  CreatePlanInput,
  Json,
  Lease,
  Plan,
  PlanStatus,
  PlanSummary,
  Step,
} from './agent-execution.types';
import { call } from './call';

export interface ClaimStepInput {
  plan_id?: string;
  task_id?: string;
  plan_type?: string;
  /** Seconds until the lease expires without a heartbeat: 0.1 to 86,400, 60 by default. */
  lease_seconds?: number;
  /**
   * A repeated claim with the same key returns the same step. Without a key the claim returns the step that the caller holds. To work on
   * several steps at once, use a different key for each claim.
   */
  claim_key?: string;
  /** The agent's own name, if several agents use one key. The log and the pages show it before the key's name. */
  agent_name?: string;
}

export interface StepClaim {
  step: Step;
  plan: PlanSummary;
  /** Required in every write about the step. */
  lease_token: number;
  lease_expires_at: string;
  seconds_left: number;
  ask_again_at: null;
  ask_again_in_seconds: null;
  /** The plan has messages to its agent: takeMessages returns them. */
  has_messages?: true;
}

export interface NoStepToClaim {
  step: null;
  /** The requested plan, if one was named. */
  plan: PlanSummary | null;
  lease_token: null;
  lease_expires_at: null;
  seconds_left: null;
  /** The next time at which a wait ends or a lease expires; null if there is none. */
  ask_again_at: string | null;
  ask_again_in_seconds: number | null;
  has_messages?: true;
}

export interface Heartbeat {
  lease_token: number;
  lease_expires_at: string;
  seconds_left: number;
  plan_status: PlanStatus;
  /** Whether the holder should stop, because the plan was paused or its task completed. */
  should_stop: boolean;
  /** What to do instead of continuing; null to continue. */
  advice: string | null;
  /** The plan has messages to its agent: takeMessages returns them. */
  has_messages?: true;
}

/** Leases at a time of the database's clock. */
export interface Leases {
  as_of: string;
  leases: Lease[];
}

/** Returns the leases of a plan, by step; or of all plans, the last to expire first, 1,000 at most. */
export async function listLeases(
  db: AgentExecutionClient,
  { plan_id }: { plan_id?: string } = {},
): Promise<Leases> {
  return call(db, 'agent_leases', { plan_id });
}

/** Claims the next ready step of a plan, a task, a plan type, or all of the caller's plans in turn, under a lease. */
export async function claimNextStep(
  db: AgentExecutionClient,
  { plan_id, task_id, plan_type, lease_seconds, claim_key, agent_name }: ClaimStepInput = {},
): Promise<StepClaim | NoStepToClaim> {
  return call(db, 'agent_claim_step', {
    plan_id,
    task_id,
    plan_type,
    lease_seconds,
    claim_key,
    agent_name,
  });
}

/** A new plan with the claim of its first step; the step is null if it awaits approval. */
export type BegunPlan = (StepClaim | NoStepToClaim) & { plan: Plan };

/** Creates a plan and claims its first ready step, in one transaction. */
export async function beginPlan(
  db: AgentExecutionClient,
  plan: Pick<CreatePlanInput, 'task_id' | 'plan_type' | 'steps'>,
  claim: { lease_seconds: number; claim_key: string },
): Promise<BegunPlan> {
  return call(db, 'agent_begin_plan', { ...plan, ...claim });
}

/** Renews a lease; throws lease_lost if it is no longer held. */
export async function heartbeat(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  leaseToken: number,
  { lease_seconds }: { lease_seconds?: number } = {},
): Promise<Heartbeat> {
  return call(db, 'agent_heartbeat', {
    plan_id: planId,
    step_number: stepNumber,
    lease_token: leaseToken,
    lease_seconds,
  });
}

export interface StepReport {
  action: 'complete_step' | 'fail_step' | 'release_step';
  description?: string;
  result?: Json | undefined;
  error_message?: string;
  agent_name?: string;
}

/** Reports a step under its lease and, with `next`, claims the next step of its plan. It may be repeated if its response was lost. */
export async function reportAndClaim(
  db: AgentExecutionClient,
  { step, lease_token }: StepClaim,
  { action, ...report }: StepReport,
  next?: { lease_seconds: number; claim_key: string },
): Promise<StepClaim | NoStepToClaim> {
  return call(db, 'agent_report_step', {
    plan_id: step.plan_id,
    step_number: step.step_number,
    action_type: action,
    lease_token,
    ...report,
    ...next,
  });
}
