'use client';

import { Skeleton } from '@/components/ui/skeleton';
import { Legend } from './legend';
import type { PlotProps } from './plot-props';
import { useDrawnWhenNear } from './use-drawn-when-near';

export const PLOT_HEIGHT = 'h-56';

// Recharts is some 100 kB: fetched after the page is there, into a space that is kept for it.
const loadPlot = () => import('./recharts-plot').then((module) => module.RechartsPlot);

export function Plot(props: PlotProps) {
  const { label, series, diagonalName } = props;
  const { ref, drawn } = useDrawnWhenNear(loadPlot);
  const entries = diagonalName
    ? [...series, { name: diagonalName, tone: 'ink' as const, isDashed: true }]
    : series;
  return (
    <div className="grid gap-2">
      <div ref={ref} role="img" aria-label={label} className={PLOT_HEIGHT}>
        {drawn ? <drawn.Drawn {...props} size={drawn.size} /> : <Skeleton className="h-full" />}
      </div>
      <Legend entries={entries} />
    </div>
  );
}
