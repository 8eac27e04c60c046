/** What the log and the steps teach: the numbers of a range of dates, and the forecast of a plan. */

import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';
import type { PlanAnalytics, PlanAnalyticsInput, PlanForecast } from './analytics.types';
import { endOf, startOf } from './dates';

const DAY = 24 * 60 * 60 * 1000;

/**
 * The numbers of a range, in one call: the last 30 days by day in UTC unless said otherwise. Throws invalid_input for a
 * range of more than 1,100 periods or an unknown zone.
 */
export async function planAnalytics(
  db: AgentExecutionClient,
  input: PlanAnalyticsInput = {},
): Promise<PlanAnalytics> {
  const end = endOf(input.end_date, 'end_date') ?? new Date().toISOString();
  const answer = await db.rpc('agent_plan_analytics', {
    start_date: startOf(input.start_date, 'start_date') ?? new Date(Date.parse(end) - 30 * DAY).toISOString(),
    end_date: end,
    grouping: input.grouping ?? 'day',
    time_zone: input.time_zone ?? 'UTC',
    plan_type: typeof input.plan_type === 'string' ? [input.plan_type] : input.plan_type,
  });
  return unwrap(answer) as unknown as PlanAnalytics; // the function builds exactly this
}

/**
 * How long the plan's open steps will take, learnt from the owner's finished ones; null when nothing was learnt or nothing
 * remains. Throws not_found.
 */
export async function forecastPlan(db: AgentExecutionClient, planId: string): Promise<PlanForecast | null> {
  return unwrap(await db.rpc('agent_forecast', { plan_id: planId })) as unknown as PlanForecast | null; // built so
}
