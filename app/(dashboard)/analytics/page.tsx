import type { Metadata } from 'next';
import { AdherenceByAgent } from '@/components/analytics/adherence-by-agent';
import { AnalyticsFilterBar } from '@/components/analytics/analytics-filter-bar';
import { type AnalyticsRange, daysIn, readRange } from '@/components/analytics/analytics-range';
import { loadAnalyticsFilters } from '@/components/analytics/analytics-search-params';
import { Charts } from '@/components/analytics/charts';
import { KeyFigures } from '@/components/analytics/key-figures';
import { NothingYet } from '@/components/analytics/nothing-yet';
import { adherence } from '@/lib/agent-execution/adherence';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { listNamedBudgets } from '@/lib/dashboard/named-budgets';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../../time-zone';
import { analyticsInput } from './analytics-input';

export const metadata: Metadata = { title: 'Analytics' };

export default async function AnalyticsPage({ searchParams }: PageProps<'/analytics'>) {
  const [filters, timeZone, db] = await Promise.all([
    loadAnalyticsFilters(searchParams),
    readTimeZone(),
    createServerClient(),
  ]);
  const range: AnalyticsRange = readRange(filters, await readDatabaseTime(db), timeZone);
  const [analytics, budgets, found] = await Promise.all([
    createAgentExecution(db).planAnalytics({
      ...analyticsInput(filters, range, timeZone),
      grouping: filters.group,
    }),
    listNamedBudgets(db),
    adherence(db, analyticsInput(filters, range, timeZone)),
  ]);
  const { activity, usage, known_types, known_agents, known_models } = analytics;
  const { type, agent, model, group: grouping } = filters;
  return (
    <>
      <h1 className="mb-3 font-semibold text-title">Analytics</h1>
      <AnalyticsFilterBar planTypes={known_types} agents={known_agents} models={known_models} range={range} />
      {activity.length + usage.length === 0 ? (
        <NothingYet isFiltered={type.length + agent.length + model.length > 0} />
      ) : (
        <>
          <KeyFigures now={analytics.figures} before={analytics.figures_before} days={daysIn(range)} />
          <Charts
            analytics={analytics}
            scope={{ from: range.from, to: range.to, grouping, type, agent, model }}
            budgets={budgets}
            timeZone={timeZone}
          />
          <div className="mt-4">
            <AdherenceByAgent adherence={found} />
          </div>
        </>
      )}
    </>
  );
}
