'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotSeries } from '@/components/charts/plot-props';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatCount } from '@/lib/format/words';
import { formatPeriod, type Grouping } from './period';

type Period = PlanAnalytics['over_time'][number];

const series: PlotSeries[] = [
  { key: 'plans_created', name: 'Created', kind: 'line', tone: 'muted', isDashed: true },
  { key: 'plans_completed', name: 'Completed', kind: 'line', tone: 'completed' },
];

export function PlansOverTime({ periods, grouping }: { periods: Period[]; grouping: Grouping }) {
  const created = periods.reduce((sum, period) => sum + period.plans_created, 0);
  const completed = periods.reduce((sum, period) => sum + period.plans_completed, 0);
  return (
    <ChartCard
      title="Plans over time"
      about={`${formatCount(created, 'plan')} created, ${completed} completed. Work piles up where the lines diverge.`}
      columns={[
        { label: 'Period', value: (row: Period) => row.period },
        { label: 'Created', value: (row) => row.plans_created },
        { label: 'Completed', value: (row) => row.plans_completed },
      ]}
      rows={created + completed === 0 ? [] : periods}
      empty="No plan was created or completed in this range."
    >
      <Plot
        label={`Lines: ${formatCount(created, 'plan')} created and ${completed} completed, by ${grouping}.`}
        data={periods}
        series={series}
        x={{ key: 'period', kind: 'category', format: (period) => formatPeriod(String(period), grouping) }}
      />
    </ChartCard>
  );
}
