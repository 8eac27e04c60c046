'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotRow } from '@/components/charts/plot-props';
import { shades } from '@/components/charts/tones';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { type ChartScope, hrefOfSteps } from './chart-hrefs';
import { formatPeriod, roundTo2 } from './period';

type Rate = PlanAnalytics['throughput'][number];

export interface ThroughputProps {
  /** The first days of all periods in the range. */
  periods: string[];
  rates: Rate[];
  scope: ChartScope;
  knownTypes: string[];
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

export function Throughput({ periods, rates, scope, knownTypes }: ThroughputProps) {
  const types = busiestFirst(rates);
  const others = (scope.type.length > 0 ? scope.type : knownTypes).filter((type) => !types.includes(type));
  const hrefOf = (period: string, type: string | null) =>
    hrefOfSteps(scope, period, 'completed', { type: type === null ? others : [type] });
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
        {
          label: 'Steps',
          value: (rate) => rate.steps,
          href: (rate) => hrefOf(rate.period, rate.plan_type),
        },
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
        x={{
          key: 'period',
          kind: 'category',
          format: (period) => formatPeriod(String(period), scope.grouping),
        }}
        hrefOf={(row, key) => hrefOf(String(row.period), types[Number(key.slice(4))] ?? null)}
        y={{ format: (value) => roundTo2(Number(value)) }}
      />
    </ChartCard>
  );
}
