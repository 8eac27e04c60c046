'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotSeries } from '@/components/charts/plot-props';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatCount } from '@/lib/format/words';
import { type ChartScope, hrefOfSteps } from './chart-hrefs';
import { formatPeriod } from './period';

type Period = PlanAnalytics['over_time'][number];

const series: PlotSeries[] = [
  { key: 'steps_completed', name: 'Completed', kind: 'bar', tone: 'completed' },
  { key: 'steps_failed', name: 'Failed', kind: 'bar', tone: 'failed' },
  { key: 'steps_skipped', name: 'Skipped', kind: 'bar', tone: 'light' },
];

export function StepsOverTime({ periods, scope }: { periods: Period[]; scope: ChartScope }) {
  const { grouping } = scope;
  const opens = (status: string) => (row: Period) => hrefOfSteps(scope, row.period, status);
  const total = periods.reduce((sum, period) => sum + period.steps_completed, 0);
  const ended = periods.reduce((sum, period) => sum + period.steps_failed + period.steps_skipped, total);
  return (
    <ChartCard
      title="Steps over time"
      about={`${formatCount(total, 'step')} completed, by the ${grouping} in which they ended. A click on a bar opens its steps.`}
      columns={[
        { label: 'Period', value: (row: Period) => row.period },
        { label: 'Completed', value: (row) => row.steps_completed, href: opens('completed') },
        { label: 'Failed', value: (row) => row.steps_failed, href: opens('failed') },
        { label: 'Skipped', value: (row) => row.steps_skipped, href: opens('skipped') },
      ]}
      rows={ended === 0 ? [] : periods}
      empty="No step ended in this range."
    >
      <Plot
        label={`Stacked bars: ${formatCount(total, 'step')} completed of ${ended} that ended, by ${grouping}.`}
        data={periods}
        series={series}
        hrefOf={(row, key) => hrefOfSteps(scope, String(row.period), key.replace('steps_', ''))}
        x={{ key: 'period', kind: 'category', format: (period) => formatPeriod(String(period), grouping) }}
      />
    </ChartCard>
  );
}
