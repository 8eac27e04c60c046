/** Leases: claim the next ready step, keep it with heartbeats, report it together with the next claim. */
import { errorOf, unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  Json,
  Lease,
  PlanStatus,
  PlanSummary,
  Step,
} from './agent-execution.types';

export interface ClaimStepInput {
  plan_id?: string;
  task_id?: string;
  plan_type?: string;
  /** For how long the step is the caller's without a heartbeat: 0.1 to 86,400, 60 unless said. */
  lease_seconds?: number;
  /** Idempotency key: asked again with it, the same plan answers with the step that the first call took. Needs plan_id. */
  claim_key?: string;
}

export interface StepClaim {
  step: Step;
  plan: PlanSummary;
  /** To be named in every write about the step. */
  lease_token: number;
  lease_expires_at: string;
  seconds_left: number;
  ask_again_at: null;
  ask_again_in_seconds: null;
}

export interface NoStepToClaim {
  step: null;
  /** The plan that was named, if one was. */
  plan: PlanSummary | null;
  lease_token: null;
  lease_expires_at: null;
  seconds_left: null;
  /** When a wait is over or a lease ends; null where nothing is to be expected before something else happens. */
  ask_again_at: string | null;
  ask_again_in_seconds: number | null;
}

export interface Heartbeat {
  lease_token: number;
  lease_expires_at: string;
  seconds_left: number;
  plan_status: PlanStatus;
  /** The plan was paused or cancelled: release the step, or finish it if that is soon. */
  should_stop: boolean;
}

/** Who is at work, at a moment of the database's clock. */
export interface Leases {
  as_of: string;
  leases: Lease[];
}

/** The leases of a plan, by step; or of all plans, the last to end first, 1,000 at most. */
export async function listLeases(
  db: AgentExecutionClient,
  { plan_id }: { plan_id?: string } = {},
): Promise<Leases> {
  return unwrap(await db.rpc('agent_leases', { plan_id })) as unknown as Leases; // the function builds exactly this
}

/** Takes the next ready step - of a plan, a task, a type, or all of the caller's plans in turn - under a lease. */
export async function claimNextStep(
  db: AgentExecutionClient,
  { plan_id, task_id, plan_type, lease_seconds, claim_key }: ClaimStepInput = {},
): Promise<StepClaim | NoStepToClaim> {
  if (claim_key !== undefined && plan_id === undefined) {
    throw errorOf('invalid_input', 'A claim_key needs a plan_id.');
  }
  const answer = await db.rpc('agent_claim_step', { plan_id, task_id, plan_type, lease_seconds, claim_key });
  return unwrap(answer) as unknown as StepClaim | NoStepToClaim; // the function builds exactly this
}

/** Extends a lease; throws lease_lost where it is not held any more. */
export async function heartbeat(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  leaseToken: number,
  { lease_seconds }: { lease_seconds?: number } = {},
): Promise<Heartbeat> {
  const answer = await db.rpc('agent_heartbeat', {
    plan_id: planId,
    step_number: stepNumber,
    lease_token: leaseToken,
    lease_seconds,
  });
  return unwrap(answer) as unknown as Heartbeat; // the function builds exactly this
}

export interface StepReport {
  action: 'complete_step' | 'fail_step' | 'release_step';
  description?: string;
  result?: Json;
  error_message?: string;
}

/** Reports a step under its lease and, with `next`, claims the next of its plan; may be sent again when its answer was lost. */
export async function reportAndClaim(
  db: AgentExecutionClient,
  { step, lease_token }: StepClaim,
  { action, ...report }: StepReport,
  next?: { lease_seconds: number; claim_key: string },
): Promise<StepClaim | NoStepToClaim> {
  const answer = await db.rpc('agent_report_step', {
    plan_id: step.plan_id,
    step_number: step.step_number,
    action_type: action,
    lease_token,
    ...report,
    ...next,
  });
  return unwrap(answer) as unknown as StepClaim | NoStepToClaim; // the function builds exactly this
}
