/** Tokens and cost of model calls: their reports, and their sums by plan, task, step, agent, model or day. */
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';
import { rangeOf } from './dates';

/** The sum of model calls. */
export interface UsageSum {
  calls: number;
  /** Calls whose cost is unknown. */
  unknown_calls: number;
  /** With those from the cache. */
  input_tokens: number;
  /** With those of reasoning. */
  output_tokens: number;
  cached_tokens: number;
  reasoning_tokens: number;
  /** Null if no call has a known cost. */
  cost_usd: number | null;
  /** Part of the cost comes from the price table. */
  is_estimated: boolean;
  /** Calls without a known cost are missing in it. */
  is_partial: boolean;
}

/** Tokens and cost of the calls of one model for one step. */
export interface Usage extends UsageSum {
  plan_id: string;
  step_number: number | null;
  /** The subagent, or the agent that reported it; null for the main agent of a captured run. */
  agent: string | null;
  model: string;
}

export const usageKeys = ['plan_id', 'task_id', 'plan_type', 'step_number', 'agent', 'model', 'day'] as const;

export type UsageKey = (typeof usageKeys)[number];

/** A group has the keys that it is grouped by. */
export interface UsageGroup extends UsageSum {
  /** Plans with usage, unless it is grouped by plan. */
  plans?: number;
  plan_id?: string;
  task_id?: string;
  plan_type?: string;
  /** The step of the plan, also for the sub-plan that carries it out; null for usage of no step. */
  step_number?: number | null;
  /** The subagent, or the agent that reported it; null for the main agent of a captured run. */
  agent?: string | null;
  model?: string;
  /** Such as 2026-03-02; null for a past run without times. */
  day?: string | null;
}

export interface SummedUsage {
  /** Null without usage. */
  total: (UsageSum & { plans: number }) | null;
  /** Days in order; otherwise the most expensive first. */
  groups: UsageGroup[];
}

export interface SumUsageInput {
  /** The plan with its sub-plans. */
  plan_id?: string | undefined;
  task_id?: string | undefined;
  group_by?: UsageKey[] | undefined;
  start_date?: string | undefined;
  /** A date without a time includes that day. */
  end_date?: string | undefined;
  /** Time zone of days, such as Europe/Berlin; UTC by default. */
  time_zone?: string | undefined;
  plan_type?: string[] | undefined;
  /** Agents that created the plans. */
  created_by?: string[] | undefined;
  model?: string[] | undefined;
  /** Groups at most, 100 by default. */
  limit?: number | undefined;
}

/**
 * Returns what model calls took: the sum, and groups of it. Past runs count on the day when they ran. Throws not_found for an unknown plan.
 */
export async function sumUsage(db: AgentExecutionClient, input: SumUsageInput = {}): Promise<SummedUsage> {
  const { limit, ...rest } = input;
  return call(db, 'agent_sum_usage', { ...rest, ...rangeOf(input), max_rows: limit });
}

/** Tokens and cost of one call of a model. */
export interface UsageReport {
  /** Equal for the same call when it is reported again. */
  usage_key: string;
  step_number?: number;
  agent?: string;
  model: string;
  input_tokens?: number;
  output_tokens?: number;
  cached_tokens?: number;
  reasoning_tokens?: number;
  cost_usd?: number;
  is_estimated?: boolean;
  /** When the call happened, ISO 8601; now by default. */
  occurred_at?: string;
}

/** Records tokens and cost of model calls for a plan. The same usage_key is recorded once. Returns how many are new. */
export async function reportUsage(
  db: AgentExecutionClient,
  planId: string,
  usage: UsageReport[],
): Promise<{ added: number }> {
  return call(db, 'agent_report_usage', { plan_id: planId, usage });
}
