'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { Plot } from '@/components/charts/plot';
import type { PlotAxis } from '@/components/charts/plot-props';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatPercent } from '@/lib/format/percent';
import { formatCount } from '@/lib/format/words';
import { percentOf, roundTo2 } from './period';

type Calibration = PlanAnalytics['calibration'];
type Bin = Calibration['bins'][number];

const axis: PlotAxis = {
  kind: 'number',
  format: percentOf,
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
};

export function ConfidenceCalibration({ calibration: { bins, brier, rows } }: { calibration: Calibration }) {
  const score = brier === null ? '' : `Brier score ${roundTo2(brier)} over ${formatCount(rows, 'row')}`;
  return (
    <ChartCard
      title="Confidence calibration"
      about={`How often steps succeeded at each stated confidence. ${score}${score && ': 0 is perfect, 0.25 is a coin toss.'}`}
      columns={[
        { label: 'Bin', value: (row: Bin) => `${row.bin / 10} to ${(row.bin + 1) / 10}` },
        { label: 'Rows', value: (row) => row.rows },
        { label: 'Mean confidence', value: (row) => row.confidence, format: formatPercent },
        { label: 'Succeeded', value: (row) => row.success, format: formatPercent },
      ]}
      rows={bins}
      empty="No agent logged a confidence with a completed or failed step in this range."
    >
      <Plot
        label={`Reliability curve: success rate by stated confidence. ${score}.`}
        data={bins.map((bin) => ({ ...bin, title: formatCount(bin.rows, 'row') }))}
        series={[{ key: 'success', name: 'Succeeded', kind: 'line', tone: 'ink' }]}
        x={{ key: 'confidence', name: 'Confidence', ...axis }}
        y={{ name: 'Succeeded', ...axis }}
        diagonal={[0, 1]}
        diagonalName="Perfectly calibrated"
      />
    </ChartCard>
  );
}
