/** Links that show one plan, read-only and redacted, without a sign-in. Only its owner makes them; agent keys are refused. */
import type { ActingFor, AgentExecutionClient } from './agent-execution.types';
import { call } from './call';

/** A link that neither expired nor was revoked. */
export interface PlanShare {
  id: string;
  plan_id: string;
  plan_type: string;
  task_title: string;
  created_at: string;
  expires_at: string;
  /** Null if it was never opened. */
  last_opened_at: string | null;
  opens: number;
}

/** A new link. Its address is /shared/<token> of the server. The token is shown only once. */
export interface NewPlanShare extends PlanShare {
  token: string;
}

/** Makes a link until `expires_at`, in 7 days by default and in 90 at most. Throws conflict if the plan has 20. */
export async function sharePlan(
  db: AgentExecutionClient,
  planId: string,
  input: ActingFor & { expires_at?: string } = {},
): Promise<NewPlanShare> {
  return call(db, 'agent_share_plan', { plan_id: planId, ...input });
}

/** Returns the newest 500 links, or those to one plan, newest first. */
export async function listPlanShares(
  db: AgentExecutionClient,
  input: ActingFor & { plan_id?: string } = {},
): Promise<PlanShare[]> {
  return call(db, 'agent_list_plan_shares', input);
}

/** Ends a link at once; throws not_found. Repeating it changes nothing. */
export async function revokePlanShare(
  db: AgentExecutionClient,
  shareId: string,
  by: ActingFor = {},
): Promise<{ id: string }> {
  return call(db, 'agent_revoke_plan_share', { share_id: shareId, ...by });
}
