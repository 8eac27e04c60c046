'use client';

import { useReactFlow, useStore } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';

const DURATION_MS = 150;

/** Zooms the graph, and explains its strong lines. */
export function GraphBar({
  criticalSteps,
  criticalMinutes,
  onFit,
}: {
  criticalSteps: number;
  criticalMinutes: number;
  onFit: (motion: { duration: number }) => void;
}) {
  const { zoomIn, zoomOut } = useReactFlow();
  const zoom = useStore(({ transform }) => Math.round(transform[2] * 100));
  const motion = () => ({
    duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : DURATION_MS,
  });
  return (
    <div className="flex flex-wrap items-center gap-x-3 border-line border-b px-1.5 py-1 text-meta text-muted">
      <span className="flex items-center">
        <Button variant="ghost" size="icon" aria-label="Zoom out" onClick={() => zoomOut(motion())}>
          <Minus aria-hidden />
        </Button>
        <output aria-label="Zoom" className="w-10 text-center tabular-nums">{`${zoom} %`}</output>
        <Button variant="ghost" size="icon" aria-label="Zoom in" onClick={() => zoomIn(motion())}>
          <Plus aria-hidden />
        </Button>
        <Button variant="ghost" size="sm" onClick={() => onFit(motion())}>
          <Maximize aria-hidden />
          Fit
        </Button>
      </span>
      <span
        className="flex min-h-6 items-center gap-1.5 pl-1.5 tabular-nums"
        title="The longest path, by actual times or estimates. A delay of one of its steps delays the plan."
      >
        <span aria-hidden className="h-0.5 w-5 bg-ink" />
        {`Critical path: ${formatCount(criticalSteps, 'step')}${criticalMinutes > 0 ? `, ${formatMinutes(criticalMinutes)}` : ''}`}
      </span>
    </div>
  );
}
