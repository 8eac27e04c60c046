import type { AnalyticsRange } from '@/components/analytics/analytics-range';
import type { AnalyticsFilters } from '@/components/analytics/analytics-search-params';
import type { PlanAnalyticsInput } from '@/lib/agent-execution/analytics.types';

type Chosen = Pick<AnalyticsFilters, 'type' | 'agent' | 'model'>;

/** Returns what to read for filters in the address and their range. */
export function analyticsInput(
  { type, agent, model }: Chosen,
  { start, end }: AnalyticsRange,
  time_zone: string,
): PlanAnalyticsInput {
  return {
    start_date: start,
    end_date: end,
    time_zone,
    ...(type.length > 0 && { plan_type: type }),
    ...(agent.length > 0 && { created_by: agent }),
    ...(model.length > 0 && { model }),
  };
}
