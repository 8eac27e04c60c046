'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';
import { Legend } from './legend';
import type { PlotProps } from './plot-props';
import { useNearSight } from './use-near-sight';

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
