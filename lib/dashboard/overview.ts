/** The data of the start page, in one response. */
import type { AgentExecutionClient, PlanState } from '@/lib/agent-execution/agent-execution.types';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import type { UsageSum } from '@/lib/agent-execution/usage';
import { call } from './call';
import type { LogViewRow } from './log-view';

export interface OverviewPlan {
  id: string;
  task_title: string;
  plan_type: string;
  created_by: string;
  total_steps: number;
  completed_steps: number;
  updated_at: string;
  /**
   * The plan's status. In progress it may be `lost`, if all leases expired; `looping`, if a captured run meets the same failure again and
   * again; or `quiet`: a step in progress without a lease, and no log row for 30 minutes. `waiting`: no step is in progress.
   */
  state: PlanState | 'quiet' | 'looping' | 'waiting';
  /** The step that needs attention, that is worked on or that may begin; null if no single step does. */
  step_number: number | null;
  step_description: string | null;
  started_at: string | null;
  /** Minutes. */
  estimated_duration: number | null;
  error_message: string | null;
  /** The agent that holds or held the step's lease. */
  lease_owner: string | null;
}

/** How often the failure of a step was seen, and the step that fixed it last. */
export interface OverviewFix {
  seen: number;
  plans: number;
  step_number: number;
  task_title: string;
}

export interface TroubledPlan extends OverviewPlan {
  /** Null if the failure was not seen before or never fixed; looked up for the latest eight plans. */
  fix: OverviewFix | null;
}

/** What waits for a decision, in a line. */
export interface WaitingDecision {
  id: string;
  plan_id: string;
  kind: PlacedDecision['kind'];
  question: string;
  asked_at: string;
  held_until: string | null;
  task_title: string;
}

export interface Overview {
  /** The oldest five. */
  decisions: WaitingDecision[];
  /** Blocked, failed, lost, looping or quiet; the latest fifty. */
  needs_you: TroubledPlan[];
  /** Steps in progress that somebody works on, each with its plan; the latest fifty. */
  running: OverviewPlan[];
  /** Plans that wait for an agent; the latest five. */
  waiting: OverviewPlan[];
  /** `needs_you` counts the decisions as well; `running` counts steps. */
  counts: { needs_you: number; running: number; waiting: number; decisions: number };
  has_plans: boolean;
  /** Since midnight in the reader's zone. `tried` steps completed or failed; `first_try` of them completed at once. */
  today: {
    steps: number;
    tried: number;
    first_try: number;
    plans: number;
    /** Null if none was reported. Past runs count on the day when they ran. */
    usage: (UsageSum & { plans: number }) | null;
  };
  /** Settled steps for each day of the last weeks, from a Monday. */
  days: { date: string; count: number }[];
  /** The newest sixty. */
  last_actions: Omit<LogViewRow, 'outcome'>[];
}

/** How much waits for the caller, and how many decisions are among it. */
export interface NeedsYou {
  count: number;
  decisions: number;
}

/** Returns what waits for the caller, as the overview counts it. */
export async function countNeedsYou(db: AgentExecutionClient): Promise<NeedsYou> {
  return call(db, 'agent_needs_you');
}

export async function getOverview(db: AgentExecutionClient, time_zone: string): Promise<Overview> {
  return call(db, 'agent_overview', { time_zone });
}
