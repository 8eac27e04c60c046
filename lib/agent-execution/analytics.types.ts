/** Input and result of the analytics, and the forecast, which uses the same steps. */

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
}

/** Analytics of a range of dates. Durations are minutes; rates and confidences are 0 to 1. */
export interface PlanAnalytics {
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
  throughput: { period: string; plan_type: string | null; steps_per_day: number }[];
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
  /** Log rows by weekday (1 Monday to 7 Sunday) and hour. Empty hours are omitted. */
  activity: { weekday: number; hour: number; rows: number }[];
  /** All plan types, regardless of range and filter. */
  known_types: string[];
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
