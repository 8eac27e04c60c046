/** What a person sees first, in one answer. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient, PlanState } from './agent-execution.types';
import type { LogViewRow } from './log-view';

export interface OverviewPlan {
  id: string;
  task_title: string;
  plan_type: string;
  created_by: string;
  total_steps: number;
  completed_steps: number;
  updated_at: string;
  /** The plan's status; of one in progress lost where all its leases have ended, quiet where it has neither lease nor a log row for 30 minutes. */
  state: PlanState | 'quiet';
  /** The step that it is about; null where none stands out. */
  step_number: number | null;
  step_description: string | null;
  started_at: string | null;
  /** Minutes. */
  estimated_duration: number | null;
  error_message: string | null;
  /** Who has, or had, the lease of the step. */
  lease_owner: string | null;
}

export interface Overview {
  /** Blocked, awaiting approval, failed, lost or gone quiet; the latest fifty. */
  needs_you: OverviewPlan[];
  running: OverviewPlan[];
  counts: { needs_you: number; running: number };
  has_plans: boolean;
  /** Since midnight in the reader's zone. */
  today: { steps: number; first_try: number; plans: number };
  /** Steps that ended each day of the last weeks, the first of which is a Monday. */
  days: { date: string; count: number }[];
  last_actions: Omit<LogViewRow, 'outcome'>[];
}

export async function getOverview(db: AgentExecutionClient, time_zone: string): Promise<Overview> {
  return unwrap(await db.rpc('agent_overview', { time_zone })) as unknown as Overview; // the function builds exactly this
}
