'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotAxis } from '@/components/charts/plot-props';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';
import { minutesOf } from './period';

type Estimates = PlanAnalytics['estimates'];
type Pair = Estimates['scatter'][number];

/** Shorter times are drawn at half a minute, because a logarithmic axis has no zero. */
const MIN_MINUTES = 0.5;

export function EstimateScatter({ estimates }: { estimates: Estimates }) {
  const { scatter, steps } = estimates;
  const maxMinutes = Math.max(60, ...scatter.flatMap((pair) => [pair.estimate, pair.actual])) * 1.3;
  const ticks = [1, 5, 15, 60, 240, 1440, 10080].filter((value) => value <= maxMinutes);
  const axis: PlotAxis = { kind: 'log', format: minutesOf, domain: [MIN_MINUTES * 0.8, maxMinutes], ticks };
  const hrefOf = (pair: Pick<Pair, 'plan_id' | 'step_number'>) =>
    `/plans/${pair.plan_id}?step=${pair.step_number}`;
  const drawn =
    scatter.length < steps
      ? `${scatter.length} of ${formatCount(steps, 'step')}, evenly sampled`
      : formatCount(steps, 'step');
  return (
    <ChartCard
      title="Estimate against actual"
      about={`Each dot is a completed step (${drawn}). Above the line it took longer than estimated.`}
      columns={[
        { label: 'Plan type', value: (row: Pair) => row.plan_type },
        { label: 'Action', value: (row) => row.action, href: hrefOf },
        { label: 'Estimate', unit: 'minutes', value: (row) => row.estimate, format: formatMinutes },
        { label: 'Actual', unit: 'minutes', value: (row) => row.actual, format: formatMinutes },
      ]}
      rows={scatter}
      empty="No step with an estimate was completed in this range."
    >
      <Plot
        label={`Scatter of ${drawn}: actual time over estimated time, with the line where both are equal.`}
        data={scatter.map((pair) => ({
          title: `${pair.action} (${pair.plan_type})`,
          note: `${formatMinutes(pair.actual)} for an estimate of ${formatMinutes(pair.estimate)}`,
          estimate: Math.max(MIN_MINUTES, pair.estimate),
          actual: Math.max(MIN_MINUTES, pair.actual),
          plan_id: pair.plan_id,
          step_number: pair.step_number,
        }))}
        series={[{ key: 'actual', name: 'Actual', kind: 'dots', tone: 'ink' }]}
        x={{ key: 'estimate', name: 'Estimate', ...axis }}
        y={{ name: 'Actual', ...axis }}
        diagonal={[MIN_MINUTES * 0.8, maxMinutes]}
        diagonalName="As estimated"
        hrefOf={({ plan_id, step_number }) =>
          hrefOf({ plan_id: String(plan_id), step_number: Number(step_number) })
        }
      />
    </ChartCard>
  );
}
