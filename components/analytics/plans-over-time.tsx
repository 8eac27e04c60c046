'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotSeries } from '@/components/charts/plot-props';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatCount } from '@/lib/format/words';
import { type ChartScope, hrefOfCompletedPlans, hrefOfCreatedPlans } from './chart-hrefs';
import { formatPeriod } from './period';

type Period = PlanAnalytics['over_time'][number];

const series: PlotSeries[] = [
  { key: 'plans_created', name: 'Created', kind: 'bar', tone: 'muted', stack: 'created' },
  { key: 'plans_completed', name: 'Completed', kind: 'bar', tone: 'completed', stack: 'completed' },
];

export function PlansOverTime({ periods, scope }: { periods: Period[]; scope: ChartScope }) {
  const { grouping } = scope;
  const created = periods.reduce((sum, period) => sum + period.plans_created, 0);
  const completed = periods.reduce((sum, period) => sum + period.plans_completed, 0);
  return (
    <ChartCard
      title="Plans over time"
      about={`${formatCount(created, 'plan')} created, ${completed} completed. Work piles up where more are created.`}
      columns={[
        { label: 'Period', value: (row: Period) => row.period },
        {
          label: 'Created',
          value: (row) => row.plans_created,
          href: (row) => hrefOfCreatedPlans(scope, row.period),
        },
        {
          label: 'Completed',
          value: (row) => row.plans_completed,
          href: (row) => hrefOfCompletedPlans(scope, row.period),
        },
      ]}
      rows={created + completed === 0 ? [] : periods}
      empty="No plan was created or completed in this range."
    >
      <Plot
        label={`Bars: ${formatCount(created, 'plan')} created and ${completed} completed, by ${grouping}.`}
        data={periods}
        series={series}
        hrefOf={(row, key) =>
          (key === 'plans_created' ? hrefOfCreatedPlans : hrefOfCompletedPlans)(scope, String(row.period))
        }
        x={{ key: 'period', kind: 'category', format: (period) => formatPeriod(String(period), grouping) }}
      />
    </ChartCard>
  );
}
