import { Maximize, Minus, Plus } from 'lucide-react';
import type { TimeScale } from '@/components/plans/plan-search-params';
import { Button } from '@/components/ui/button';
import { Segments } from '@/components/ui/segments';

const scales: { value: TimeScale; label: string }[] = [
  { value: 'actual', label: 'Actual' },
  { value: 'estimate', label: 'Estimate' },
];

export interface TimelineBarProps {
  scale: TimeScale;
  onScale: (scale: TimeScale) => void;
  isZoomed: boolean;
  /** Zooms around the middle: a factor below 1 shows less time. */
  onZoom: (factor: number) => void;
  onFit: () => void;
  /** Whether calls are shown below all steps; null without calls. */
  isExpanded: boolean | null;
  onExpand: (isExpanded: boolean) => void;
}

/** Chooses the scale and the span of a timeline. */
export function TimelineBar({
  scale,
  onScale,
  isZoomed,
  onZoom,
  onFit,
  isExpanded,
  onExpand,
}: TimelineBarProps) {
  return (
    <div className="@container border-line border-b px-1.5 py-1 print:hidden">
      <div className="flex items-center gap-x-1">
        <Segments label="Scale of the timeline" options={scales} value={scale} onChange={onScale} />
        <Button
          variant="ghost"
          size="icon"
          aria-label="Zoom out"
          disabled={!isZoomed}
          onClick={() => onZoom(2)}
        >
          <Minus aria-hidden />
        </Button>
        <Button variant="ghost" size="icon" aria-label="Zoom in" onClick={() => onZoom(0.5)}>
          <Plus aria-hidden />
        </Button>
        <Button variant="ghost" size="sm" disabled={!isZoomed} onClick={onFit}>
          <Maximize aria-hidden />
          <span className="@max-sm:sr-only">Fit</span>
        </Button>
        <span className="text-faint text-meta @max-md:hidden pointer-coarse:hidden">Drag to zoom</span>
        {isExpanded !== null && (
          <Button variant="ghost" size="sm" className="ml-auto" onClick={() => onExpand(!isExpanded)}>
            {isExpanded ? 'Hide calls' : 'Show calls'}
          </Button>
        )}
      </div>
    </div>
  );
}
