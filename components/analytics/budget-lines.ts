/** The lines of budgets in a chart over time: which share of each was spent at the end of each period. */
import { evenTicks } from '@/components/charts/fit-scale';
import type { PlotAxis, PlotRow, PlotSeries } from '@/components/charts/plot-props';
import type { Tone } from '@/components/charts/tones';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import type { NamedBudget } from '@/lib/dashboard/named-budgets';
import { formatPercent } from '@/lib/format/percent';

type Line = PlanAnalytics['budgets'][number];

/** More lines would hide one another. */
const MAX_LINES = 3;

/** Returns the state of a budget: spent, nearly spent, or neither. */
export const budgetTone = (share: number): Tone =>
  share >= 1 ? 'failed' : share >= 0.8 ? 'blocked' : 'muted';

/** Returns the series of the fullest budgets, and their shares by period. */
export function budgetLines(lines: Line[], names: Pick<NamedBudget, 'id' | 'name'>[]) {
  const shown = lines.filter(({ over_time }) => over_time.length > 0).slice(0, MAX_LINES);
  const shares = new Map<string, PlotRow>();
  for (const [index, line] of shown.entries())
    for (const { period, share } of line.over_time)
      shares.set(period, { ...shares.get(period), [`budget${index}`]: share });
  const series = shown.map(
    ({ id, over_time }, index): PlotSeries => ({
      key: `budget${index}`,
      name: `Budget of ${names.find((budget) => budget.id === id)?.name ?? 'a plan'}`,
      kind: 'line',
      tone: budgetTone(over_time.at(-1)?.share ?? 0),
      isDashed: index % 2 === 1,
      isRight: true,
    }),
  );
  const most = Math.max(1, ...shown.flatMap(({ over_time }) => over_time.map(({ share }) => share)));
  const ticks = evenTicks(most);
  const axis: PlotAxis & { limit: number } = {
    kind: 'number',
    format: (value) => formatPercent(Number(value)),
    domain: [0, ticks.at(-1) ?? 1],
    ticks,
    limit: 1,
  };
  return { series, shares, axis };
}
