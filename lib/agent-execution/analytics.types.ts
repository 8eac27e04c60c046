/** What the analytics are asked for and answer, and the forecast learnt from the same steps. */

export interface PlanAnalyticsInput {
  /** 30 days before the end unless said. */
  start_date?: string;
  /** Now unless said; a date without a time includes that day. */
  end_date?: string;
  grouping?: 'day' | 'week' | 'month';
  /** Whose days and hours are meant, such as Europe/Berlin; UTC unless said. */
  time_zone?: string;
  plan_type?: string | string[];
}

/** The numbers of a range of dates. Durations are minutes; rates and confidences 0 to 1. */
export interface PlanAnalytics {
  /** Every period of the range, also those in which nothing happened. */
  over_time: {
    /** Its first day in the zone, 2026-03-02. */
    period: string;
    plans_created: number;
    plans_completed: number;
    steps_completed: number;
    steps_failed: number;
    steps_skipped: number;
    /** From start to completion, of the plans completed in the period. */
    cycle_p50_minutes: number | null;
    cycle_p90_minutes: number | null;
  }[];
  /** Steps completed per day; null is every type but the five busiest. */
  throughput: { period: string; plan_type: string | null; steps_per_day: number }[];
  /** How often steps were completed, failed and blocked. */
  plan_types: {
    plan_type: string;
    plans_completed: number;
    completed: number;
    failed: number;
    blocked: number;
    cycle_p50_minutes: number | null;
    cycle_p90_minutes: number | null;
  }[];
  agents: {
    agent: string;
    completed: number;
    failed: number;
    blocked: number;
    /** Completed by the agent and re-opened later. */
    reopened: number;
    step_p50_minutes: number | null;
    confidence: number | null;
    /** Mean squared difference of confidence and outcome: 0 is perfect, 0.25 a coin. */
    brier: number | null;
  }[];
  /** Logged confidence against outcome, in bins of a tenth; empty bins are left out. */
  calibration: {
    rows: number;
    brier: number | null;
    bins: { bin: number; rows: number; confidence: number; success: number }[];
  };
  estimates: {
    /** Completed steps that had an estimate. */
    steps: number;
    /** At most 500 of them, evenly drawn. */
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
  /** Log rows by weekday (1 Monday to 7 Sunday) and hour; hours without any are left out. */
  activity: { weekday: number; hour: number; rows: number }[];
  /** Every type that a plan has, whatever the range and the filter. */
  known_types: string[];
}

/** How long a plan's open steps will take, one after another. */
export interface PlanForecast {
  p50_minutes: number;
  p90_minutes: number;
  /** Finished steps it was learnt from. */
  based_on: number;
  remaining_steps: number;
}
