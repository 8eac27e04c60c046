'use client';

import { ChevronDown, ChevronLeft, ChevronUp } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/lib/class-names';

export interface ApprovalsBarProps {
  count: number;
  /** The place of the selected decision in the list, from 1; 0 if it has left the list. */
  place: number;
  isOpen: boolean;
  onBack: () => void;
  onMove: (step: 1 | -1) => void;
}

/** The heading of the page; on a phone with an open decision, the way back and to its neighbours, if there are others. */
export function ApprovalsBar({ count, place, isOpen, onBack, onMove }: ApprovalsBarProps) {
  const isBar = isOpen && (count > 1 || place === 0);
  return (
    <div className={classNames('mb-3', isBar && 'max-lg:-mt-2 max-lg:mb-2')}>
      <h1 className={classNames('font-semibold text-title', isBar && 'max-lg:sr-only')}>
        Approvals <span className="font-normal text-faint tabular-nums">{count}</span>
      </h1>
      {isBar && (
        <div className="flex items-center lg:hidden">
          <Button size="lg" variant="ghost" className="-ml-3" onClick={onBack}>
            <ChevronLeft aria-hidden />
            All {count}
          </Button>
          <span className="flex-1" />
          {place > 0 && <span className="mr-1 text-muted tabular-nums">{`${place} of ${count}`}</span>}
          <Button
            size="touch"
            variant="ghost"
            aria-label="Previous decision"
            disabled={place === 1}
            onClick={() => onMove(-1)}
          >
            <ChevronUp aria-hidden />
          </Button>
          <Button
            size="touch"
            variant="ghost"
            aria-label="Next decision"
            disabled={place === count}
            onClick={() => onMove(1)}
          >
            <ChevronDown aria-hidden />
          </Button>
        </div>
      )}
    </div>
  );
}
