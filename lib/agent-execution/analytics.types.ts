/** Input and result of the analytics, and the forecast, which uses the same steps. */

import type { StepStatus } from './agent-execution.types';
import type { UsageSum } from './usage';

export interface PlanAnalyticsInput {
  /** 30 days before the end by default. */
  start_date?: string;
  /** Now by default. A date without a time includes that day. */
  end_date?: string;
  grouping?: 'day' | 'week' | 'month';
  /** Time zone of days, hours and times without a zone, such as Europe/Berlin; UTC by default. */
  time_zone?: string;
  plan_type?: string | string[];
  /** Agents that created the plans. */
  created_by?: string | string[];
  /** Only plans with calls of these models, and their usage by these models. */
  model?: string | string[];
}

/** Key figures of a range. */
export interface AnalyticsFigures {
  plans_completed: number;
  steps_completed: number;
  steps_failed: number;
  /** Completed steps that needed one attempt. */
  first_try: number;
  cycle_p50_minutes: number | null;
  /** Null without usage. */
  usage: (UsageSum & { plans: number }) | null;
}

/** Analytics of a range of dates. Durations are minutes; rates and confidences are 0 to 1. */
export interface PlanAnalytics {
  figures: AnalyticsFigures;
  /** Those of as many days before the range. */
  figures_before: AnalyticsFigures;
  /** Every period of the range, including empty ones. */
  over_time: {
    /** Its first day in the zone, 2026-03-02. */
    period: string;
    plans_created: number;
    plans_completed: number;
    steps_completed: number;
    steps_failed: number;
    steps_skipped: number;
    /** Time from start to completion of the plans completed in the period. */
    cycle_p50_minutes: number | null;
    cycle_p90_minutes: number | null;
  }[];
  /** Steps completed per day. null stands for all types but the five busiest. */
  throughput: { period: string; plan_type: string | null; steps: number; steps_per_day: number }[];
  /** How often steps were completed, failed and blocked. */
  plan_types: {
    plan_type: string;
    plans_completed: number;
    completed: number;
    failed: number;
    blocked: number;
    /** Completions whose step was reopened later. */
    reopened: number;
    cycle_p50_minutes: number | null;
    cycle_p90_minutes: number | null;
  }[];
  agents: {
    agent: string;
    completed: number;
    failed: number;
    blocked: number;
    /** Steps that the agent completed and that were reopened later. */
    reopened: number;
    step_p50_minutes: number | null;
    /** The mean confidence stated with completed and failed steps. */
    confidence: number | null;
    /** Brier score, the mean squared difference of confidence and outcome: 0 is perfect, 0.25 is chance. */
    brier: number | null;
  }[];
  /** Logged confidence against outcome, in bins of 0.1. Empty bins are omitted. */
  calibration: {
    rows: number;
    brier: number | null;
    bins: { bin: number; rows: number; confidence: number; success: number }[];
  };
  estimates: {
    /** Completed steps with an estimate. */
    steps: number;
    /** A sample of at most 500 of them, evenly spaced. */
    scatter: {
      plan_id: string;
      step_number: number;
      action: string;
      plan_type: string;
      estimate: number;
      actual: number;
    }[];
    /** Actual/estimate below 0.25, 0.5, 0.8, 1.25, 2, 4 and above. */
    errors: { bin: number; steps: number }[];
    groups: {
      plan_type: string;
      action: string;
      steps: number;
      estimate_minutes: number;
      actual_minutes: number;
      ratio_p50: number;
      ratio_p90: number;
    }[];
  };
  blocks: {
    plan_type: string;
    action: string;
    reason: string | null;
    times: number;
    last_at: string;
    last_plan_id: string;
  }[];
  /** Tokens and cost by model and agent: the fifty most expensive. */
  usage: (UsageSum & {
    model: string;
    /** The subagent, or the agent that reported it; null for the main agents of captured runs. */
    agent: string | null;
    plans: number;
  })[];
  /** Tokens and cost by period and model. */
  usage_over_time: (UsageSum & {
    /** The first day of the period. */
    day: string;
    model: string;
    plans: number;
  })[];
  /** The five fullest budgets, with what was spent of them at the end of each period since they were set. */
  budgets: {
    id: string;
    plan_id: string | null;
    task_id: string | null;
    agent_key_id: string | null;
    limit_usd: number | null;
    limit_tokens: number | null;
    over_time: { period: string; spent_usd: number; spent_tokens: number; share: number }[];
  }[];
  /** Log rows by weekday (1 Monday to 7 Sunday) and hour. Empty hours are omitted. */
  activity: { weekday: number; hour: number; rows: number }[];
  /** All plan types, regardless of range and filter. */
  known_types: string[];
  /** All agents that created plans, and all models with usage. */
  known_agents: string[];
  known_models: string[];
}

export interface EndedStepsInput extends Omit<PlanAnalyticsInput, 'grouping'> {
  status?: 'completed' | 'failed' | 'skipped';
  action?: string;
  /** Only completed steps with an estimate: any, or those in this bin of `estimates.errors`. */
  estimate?: 'any' | '0' | '1' | '2' | '3' | '4' | '5' | '6';
  /** 1 to 1,000; 100 by default. */
  limit?: number;
}

/** A step that ended in a range. */
export interface EndedStep {
  plan_id: string;
  step_number: number;
  status: StepStatus;
  /** Cut at 300 characters. */
  description: string;
  task_title: string;
  plan_type: string;
  created_by: string;
  attempt: number;
  started_at: string | null;
  completed_at: string;
}

/** The steps that ended in a range, latest first, and the number of all of them. */
export interface EndedSteps {
  total: number;
  rows: EndedStep[];
}

export interface AttemptsInput extends Omit<PlanAnalyticsInput, 'grouping'> {
  /** `reopened` attempts are among those that were completed. */
  outcome?: 'completed' | 'failed' | 'blocked' | 'reopened';
  /** The agent that reported the outcome. */
  actor?: string;
  /** The action of the step. */
  action?: string;
  /** The error, as in `blocks`; empty for those without one. */
  reason?: string;
  /** 1 to 1,000; 100 by default. */
  limit?: number;
}

/** An attempt at a step that was completed, failed or blocked in a range. */
export interface Attempt {
  seq: number;
  plan_id: string;
  step_number: number;
  outcome: 'completed' | 'failed' | 'blocked';
  /** Whether a completed step was reopened later. */
  is_reopened: boolean;
  /** The error, cut at 300 characters. */
  reason: string | null;
  description: string;
  task_title: string;
  plan_type: string;
  actor: string;
  created_at: string;
}

/** The attempts of a range, latest first, and the number of all of them. */
export interface Attempts {
  total: number;
  rows: Attempt[];
}

/** How long a plan's open steps will take in sequence. */
export interface PlanForecast {
  p50_minutes: number;
  p90_minutes: number;
  /** Number of finished steps that the forecast uses. */
  based_on: number;
  remaining_steps: number;
  /** Open steps that somebody works on. */
  running_steps: number;
  /** True if one of them takes longer than the P90 of similar steps. */
  is_late: boolean;
}
