'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotSeries } from '@/components/charts/plot-props';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';
import { formatPeriod, type Grouping, minutesOf, minuteTicks } from './period';

type Period = PlanAnalytics['over_time'][number];

const series: PlotSeries[] = [
  { key: 'cycle_p50_minutes', name: 'P50', kind: 'line', tone: 'ink' },
  { key: 'cycle_p90_minutes', name: 'P90', kind: 'line', tone: 'muted', isDashed: true },
];

export function CycleTime({ periods, grouping }: { periods: Period[]; grouping: Grouping }) {
  const maxMinutes = Math.max(1, ...periods.map((period) => period.cycle_p90_minutes ?? 0));
  const ticks = minuteTicks(maxMinutes);
  const measured = periods.filter((period) => period.cycle_p50_minutes !== null);
  return (
    <ChartCard
      title="Cycle time"
      about="From a plan’s start to its completion: half of the plans took at most P50, nine of ten at most P90."
      columns={[
        { label: 'Period', value: (row: Period) => row.period },
        { label: 'Plans', value: (row) => row.plans_completed },
        { label: 'P50', unit: 'minutes', value: (row) => row.cycle_p50_minutes, format: formatMinutes },
        { label: 'P90', unit: 'minutes', value: (row) => row.cycle_p90_minutes, format: formatMinutes },
      ]}
      rows={measured}
      empty="No plan was completed in this range."
    >
      <Plot
        label={`Lines: P50 and P90 of the cycle time in ${formatCount(measured.length, grouping)}.`}
        data={periods}
        series={series}
        x={{ key: 'period', kind: 'category', format: (period) => formatPeriod(String(period), grouping) }}
        y={{ kind: 'number', format: minutesOf, ticks, domain: [0, ticks.at(-1) ?? maxMinutes] }}
      />
    </ChartCard>
  );
}
