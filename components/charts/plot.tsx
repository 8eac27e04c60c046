'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';
import { Legend } from './legend';
import type { Tone } from './tones';
import { useNearSight } from './use-near-sight';

export type PlotRow = Record<string, string | number | null>;

export interface PlotSeries {
  key: string;
  name: string;
  kind: 'bar' | 'line' | 'dots';
  tone: Tone;
  isDashed?: boolean;
}

export interface PlotAxis {
  kind?: 'category' | 'number' | 'log';
  format?: (value: string | number) => string;
  domain?: [number, number];
  ticks?: number[];
  /** What it measures, written beside the axis. */
  name?: string;
}

export interface PlotProps {
  /** What there is to see, for those who cannot. */
  label: string;
  data: PlotRow[];
  /** Bars are stacked in this order. */
  series: PlotSeries[];
  x: PlotAxis & { key: string };
  y?: PlotAxis;
  /** The line on which y equals x, between two values. */
  diagonal?: [number, number];
  /** The name of the diagonal. */
  diagonalName?: string;
}

export const PLOT_HEIGHT = 'h-56';

// Recharts is some 100 kB: fetched after the page is there, into a space that is kept for it.
const RechartsPlot = dynamic(() => import('./recharts-plot').then((module) => module.RechartsPlot), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
});

export function Plot(props: PlotProps) {
  const { label, series, diagonalName } = props;
  const { ref, isNear } = useNearSight();
  const entries = diagonalName
    ? [...series, { name: diagonalName, tone: 'ink' as const, isDashed: true }]
    : series;
  return (
    <div className="grid gap-2">
      <div ref={ref} role="img" aria-label={label} className={PLOT_HEIGHT}>
        {isNear ? <RechartsPlot {...props} /> : <Skeleton className="h-full" />}
      </div>
      <Legend entries={entries} />
    </div>
  );
}
