'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotRow, PlotSeries } from '@/components/charts/plot-props';
import { shades } from '@/components/charts/tones';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import type { NamedBudget } from '@/lib/dashboard/named-budgets';
import { addUsage, formatDollarTick, formatTokens, tokensOf, usageWords } from '@/lib/format/usage';
import { sentenceCase } from '@/lib/format/words';
import { budgetLines } from './budget-lines';
import { type ChartScope, hrefOfUsedPlans } from './chart-hrefs';
import { costColumn } from './cost-column';
import { formatPeriod } from './period';

type Row = PlanAnalytics['usage_over_time'][number];

/** More models are added up as "other models". */
const MAX_MODELS = 5;

export interface CostOverTimeProps {
  /** The first days of all periods in the range. */
  periods: string[];
  usage: Row[];
  scope: ChartScope;
  /** What was spent of budgets over time, and their names. */
  budgets: PlanAnalytics['budgets'];
  budgetNames: NamedBudget[];
}

/** Shows cost by period and model, or tokens if no cost is known. */
export function CostOverTime({ periods, usage, scope, budgets, budgetNames }: CostOverTimeProps) {
  const hasCost = usage.some((row) => row.cost_usd !== null);
  const sizeOf = (row: Row) => (hasCost ? (row.cost_usd ?? 0) : tokensOf(row));
  const models = largestModels(usage, sizeOf);
  const lines = budgetLines(budgets, budgetNames);
  const rows = new Map(
    periods.map((period): [string, PlotRow] => [period, { period, ...lines.shares.get(period) }]),
  );
  for (const row of usage) {
    const place = models.indexOf(row.model);
    const key = `model${place === -1 ? MAX_MODELS : place}`;
    const found = rows.get(row.day);
    if (found) found[key] = Number(found[key] ?? 0) + sizeOf(row);
  }
  const hasOthers = new Set(usage.map((row) => row.model)).size > models.length;
  const names = [...models, ...(hasOthers ? ['Other models'] : [])];
  return (
    <ChartCard
      title={hasCost ? 'Cost over time' : 'Tokens over time'}
      about={
        usage.length === 0
          ? 'What model calls cost.'
          : `${sentenceCase(usageWords(addUsage(usage)))}. Imported runs count on the day when they ran.${lines.series.length > 0 ? ' Lines show how much of a budget was spent.' : ''}`
      }
      columns={[
        { label: 'Period', value: (row: Row) => row.day },
        { label: 'Model', value: (row) => row.model },
        {
          label: 'Plans',
          value: (row) => row.plans,
          href: (row) => hrefOfUsedPlans(scope, row.day, row.model),
        },
        { label: 'Tokens', value: tokensOf, format: formatTokens },
        costColumn,
      ]}
      rows={usage}
      empty="No usage was recorded in this range."
      isWide
    >
      <Plot
        label={`Stacked bars: ${hasCost ? 'cost' : 'tokens'} of ${names.join(', ')}, by ${scope.grouping}.${lines.series.map(({ name }) => ` Line: ${name}.`).join('')}`}
        data={[...rows.values()]}
        series={[
          ...names.map(
            (name, index): PlotSeries => ({
              key: `model${index === models.length ? MAX_MODELS : index}`,
              name,
              kind: 'bar',
              tone: shades[index] ?? 'light',
            }),
          ),
          ...lines.series,
        ]}
        {...(lines.series.length > 0 && { right: lines.axis })}
        x={{
          key: 'period',
          kind: 'category',
          format: (period) => formatPeriod(String(period), scope.grouping),
        }}
        y={{ format: (value) => (hasCost ? formatDollarTick(Number(value)) : formatTokens(Number(value))) }}
        hrefOf={(row) => hrefOfUsedPlans(scope, String(row.period))}
      />
    </ChartCard>
  );
}

function largestModels(usage: Row[], sizeOf: (row: Row) => number): string[] {
  const totals = new Map<string, number>();
  for (const row of usage) totals.set(row.model, (totals.get(row.model) ?? 0) + sizeOf(row));
  return [...totals.keys()]
    .sort((one, other) => (totals.get(other) ?? 0) - (totals.get(one) ?? 0))
    .slice(0, MAX_MODELS);
}
