/** Analytics of a range of dates, and the forecast of a plan. */

import type { AgentExecutionClient } from './agent-execution.types';
import type {
  Attempts,
  AttemptsInput,
  EndedSteps,
  EndedStepsInput,
  PlanAnalytics,
  PlanAnalyticsInput,
  PlanForecast,
} from './analytics.types';
import { call } from './call';
import { daysBefore, rangeOf, readZone } from './dates';

/**
 * Returns the analytics of a range of dates; by default the last 30 days, by day in UTC. Throws invalid_input for more than 1,100
 * periods or an unknown zone.
 */
export async function planAnalytics(
  db: AgentExecutionClient,
  input: PlanAnalyticsInput = {},
): Promise<PlanAnalytics> {
  const time_zone = readZone(input.time_zone);
  return call(db, 'agent_plan_analytics', {
    ...analyticsRange(input, time_zone),
    ...scopeOf(input),
    grouping: input.grouping ?? 'day',
    time_zone,
  });
}

function analyticsRange(input: PlanAnalyticsInput, time_zone: string) {
  const { start_date, end_date = new Date().toISOString() } = rangeOf(input);
  return { start_date: start_date ?? daysBefore(end_date, 30, time_zone), end_date };
}

const listOf = (value: string | string[] | undefined) => (typeof value === 'string' ? [value] : value);

/** Returns the filters of plans as the database takes them. */
export const scopeOf = ({ plan_type, created_by, model }: PlanAnalyticsInput) => ({
  plan_type: listOf(plan_type),
  created_by: listOf(created_by),
  model: listOf(model),
});

/** Returns the steps behind a bar of the analytics: those that ended in a range of dates, by default the last 30 days. */
export async function endedSteps(db: AgentExecutionClient, input: EndedStepsInput = {}): Promise<EndedSteps> {
  return call(db, 'agent_ended_steps', {
    ...analyticsRange(input, readZone(input.time_zone)),
    ...scopeOf(input),
    status: input.status,
    action: input.action,
    estimate: input.estimate,
    max_rows: input.limit,
  });
}

/** Returns the attempts at steps that were completed, failed or blocked in a range of dates, by default the last 30 days. */
export async function listAttempts(db: AgentExecutionClient, input: AttemptsInput = {}): Promise<Attempts> {
  return call(db, 'agent_attempts', {
    ...analyticsRange(input, readZone(input.time_zone)),
    ...scopeOf(input),
    outcome: input.outcome,
    actor: input.actor,
    action: input.action,
    reason: input.reason,
    max_rows: input.limit,
  });
}

/**
 * Returns how long the plan's open steps will take, learned from the owner's finished steps. Returns null if too few steps are finished
 * or none is open. Throws not_found.
 */
export async function forecastPlan(db: AgentExecutionClient, planId: string): Promise<PlanForecast | null> {
  return call(db, 'agent_forecast', { plan_id: planId });
}
