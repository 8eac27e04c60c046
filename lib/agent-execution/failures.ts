/** Failures that were seen before: how often, and what fixed them last. */
import type { AgentExecutionClient, Json } from './agent-execution.types';
import { call } from './call';

/** The step that ended a failure. */
export interface FailureFix {
  plan_id: string;
  plan_type: string;
  task_title: string;
  step_number: number;
  action: string;
  description: string;
  /** Null if it is larger than 4 kB. */
  result: Json;
  fixed_at: string;
  /** Up to three things that were done between the failure and its end, oldest first. */
  actions: string[];
}

export interface KnownFailure {
  /** The blocked or failed step; null for an error that was sent. */
  step_number: number | null;
  /** The error in lower case, without paths, numbers, ids, times, quoted texts and frames of a stack. */
  signature: string;
  /** Equal for equal signatures. */
  fingerprint: string;
  /** Log rows with this signature, with that of the step; at most 1,000. */
  seen: number;
  plans: number;
  first_seen_at: string | null;
  last_seen_at: string | null;
  /** Null if it was never fixed. */
  fix: FailureFix | null;
}

/** Returns what is known about the errors of a plan's blocked and failed steps, or about one error; throws not_found. */
export async function planFailures(
  db: AgentExecutionClient,
  planId: string,
  { error_message }: { error_message?: string | undefined } = {},
): Promise<KnownFailure[]> {
  return call(db, 'agent_plan_failures', { plan_id: planId, error_message });
}
