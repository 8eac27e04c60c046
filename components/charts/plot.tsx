'use client';

import { Skeleton } from '@/components/ui/skeleton';
import { Legend } from './legend';
import type { PlotProps } from './plot-props';
import { useRenderWhenNear } from './use-render-when-near';

export const PLOT_HEIGHT = 'h-56';

// Recharts is about 100 kB, so it loads after the page, into reserved space.
const loadPlot = () => import('./recharts-plot').then((module) => module.RechartsPlot);

export function Plot(props: PlotProps) {
  const { label, series, diagonalName } = props;
  const { ref, drawn } = useRenderWhenNear(loadPlot);
  const entries = diagonalName
    ? [...series, { name: diagonalName, tone: 'ink' as const, kind: 'line' as const, isDashed: true }]
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
