/** Analytics of a range of dates, and the forecast of a plan. */

import type { AgentExecutionClient } from './agent-execution.types';
import type { PlanAnalytics, PlanAnalyticsInput, PlanForecast } from './analytics.types';
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
  const { start_date, end_date = new Date().toISOString() } = rangeOf(input);
  return call(db, 'agent_plan_analytics', {
    start_date: start_date ?? daysBefore(end_date, 30, time_zone),
    end_date,
    grouping: input.grouping ?? 'day',
    time_zone,
    plan_type: typeof input.plan_type === 'string' ? [input.plan_type] : input.plan_type,
  });
}

/**
 * Returns how long the plan's open steps will take, learned from the owner's finished steps. Returns null if too few steps are finished
 * or none is open. Throws not_found.
 */
export async function forecastPlan(db: AgentExecutionClient, planId: string): Promise<PlanForecast | null> {
  return call(db, 'agent_forecast', { plan_id: planId });
}
