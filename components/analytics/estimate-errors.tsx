'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatPercent } from '@/lib/format/percent';
import { type ChartScope, hrefOfSteps } from './chart-hrefs';
import { estimateNames } from './estimate-names';

type Estimates = PlanAnalytics['estimates'];

const NEAR_BIN = 3;

export interface EstimateErrorsProps {
  estimates: Estimates;
  scope: ChartScope;
}

export function EstimateErrors({ estimates: { errors, steps }, scope }: EstimateErrorsProps) {
  const rows = errors.map((error) => ({ ...error, ratio: estimateNames[error.bin] ?? '' }));
  const hrefOf = (bin: number) => hrefOfSteps(scope, null, 'completed', { estimate: String(bin) });
  const near = formatPercent((errors[NEAR_BIN]?.steps ?? 0) / Math.max(1, steps));
  return (
    <ChartCard
      title="Estimate error"
      about={`Actual time as a multiple of the estimate: ${near} of the steps were within 0.8 to 1.25.`}
      columns={[
        { label: 'Actual / estimate', value: (row: (typeof rows)[number]) => row.ratio },
        { label: 'Steps', value: (row) => row.steps, href: (row) => hrefOf(row.bin) },
      ]}
      rows={steps === 0 ? [] : rows}
      empty="No step with an estimate was completed in this range."
    >
      <Plot
        label={`Bars: actual time divided by the estimate; ${near} are within 0.8 to 1.25.`}
        data={rows}
        series={[{ key: 'steps', name: 'Steps', kind: 'bar', tone: 'ink' }]}
        x={{ key: 'ratio', kind: 'category', name: 'Actual / estimate' }}
        hrefOf={(row) => hrefOf(Number(row.bin))}
      />
    </ChartCard>
  );
}
