import type { Metadata } from 'next';
import { AnalyticsFilterBar } from '@/components/analytics/analytics-filter-bar';
import { readRange } from '@/components/analytics/analytics-range';
import { loadAnalyticsFilters } from '@/components/analytics/analytics-search-params';
import { Charts } from '@/components/analytics/charts';
import { NothingYet } from '@/components/analytics/nothing-yet';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../../time-zone';

export const metadata: Metadata = { title: 'Analytics' };

export default async function AnalyticsPage({ searchParams }: PageProps<'/analytics'>) {
  const [filters, timeZone, db] = await Promise.all([
    loadAnalyticsFilters(searchParams),
    readTimeZone(),
    createServerClient(),
  ]);
  const range = readRange(filters, await readDatabaseTime(db), timeZone);
  const analytics = await createAgentExecution(db).planAnalytics({
    start_date: range.start,
    end_date: range.end,
    grouping: filters.group,
    time_zone: timeZone,
    plan_type: filters.type.length > 0 ? filters.type : undefined,
  });
  return (
    <>
      <h1 className="mb-3 font-semibold text-title">Analytics</h1>
      <AnalyticsFilterBar planTypes={analytics.known_types} from={range.from} to={range.to} />
      {analytics.activity.length === 0 ? (
        <NothingYet isFiltered={filters.type.length > 0} />
      ) : (
        <Charts analytics={analytics} grouping={filters.group} timeZone={timeZone} />
      )}
    </>
  );
}
