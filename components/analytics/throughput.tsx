'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotRow } from '@/components/charts/plot-props';
import { shades } from '@/components/charts/tones';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatPeriod, type Grouping, roundTo2 } from './period';

type Rate = PlanAnalytics['throughput'][number];

export interface ThroughputProps {
  /** Returns the first days of all periods in the range. */
  periods: string[];
  rates: Rate[];
  grouping: Grouping;
}

const nameOf = (type: string | null) => type ?? 'Other types';

/** Returns the plan types by completed steps, "other" last. */
function busiestFirst(rates: Rate[]): (string | null)[] {
  const totals = new Map<string | null, number>();
  for (const { plan_type, steps_per_day } of rates)
    totals.set(plan_type, (totals.get(plan_type) ?? 0) + steps_per_day);
  const rank = (type: string | null) => (type === null ? -1 : (totals.get(type) ?? 0));
  return [...totals.keys()].sort((a, b) => rank(b) - rank(a));
}

export function Throughput({ periods, rates, grouping }: ThroughputProps) {
  const types = busiestFirst(rates);
  const rows = new Map(periods.map((period): [string, PlotRow] => [period, { period }]));
  for (const { period, plan_type, steps_per_day } of rates) {
    const row = rows.get(period);
    if (row) row[`type${types.indexOf(plan_type)}`] = steps_per_day;
  }
  return (
    <ChartCard
      title="Throughput"
      about="Steps completed per day, by plan type."
      columns={[
        { label: 'Period', value: (rate: Rate) => rate.period },
        { label: 'Plan type', value: (rate) => nameOf(rate.plan_type) },
        { label: 'Steps per day', value: (rate) => rate.steps_per_day, format: roundTo2 },
      ]}
      rows={rates}
      empty="No step was completed in this range."
    >
      <Plot
        label={`Stacked bars: steps completed per day of ${types.map(nameOf).join(', ')}.`}
        data={[...rows.values()]}
        series={types.map((type, index) => ({
          key: `type${index}`,
          name: nameOf(type),
          kind: 'bar',
          tone: shades[index] ?? 'light',
        }))}
        x={{ key: 'period', kind: 'category', format: (period) => formatPeriod(String(period), grouping) }}
        y={{ format: (value) => roundTo2(Number(value)) }}
      />
    </ChartCard>
  );
}
