'use client';

import type { ShownState } from '@/components/plans/plan-search-params';
import { StatusLabel } from '@/components/status/status-label';
import { classNames } from '@/lib/class-names';
import type { Segment } from './step-progress';

export interface StateFilterProps {
  segments: Segment[];
  filter: ReadonlySet<string>;
  onFilter: (states: ShownState[]) => void;
}

/** Names the segments of the progress bar; a click shows only the steps in that state. */
export function StateFilter({ segments, filter, onFilter }: StateFilterProps) {
  const toggle = (state: ShownState) => {
    const chosen = segments.map((segment) => segment.state).filter((other) => filter.has(other));
    onFilter(filter.has(state) ? chosen.filter((other) => other !== state) : [...chosen, state]);
  };
  return (
    <fieldset className="-mx-1.5 flex min-w-0 flex-wrap items-center text-meta">
      <legend className="sr-only">Show only steps in these states</legend>
      {segments.map(({ state, count }) => (
        <button
          key={state}
          type="button"
          aria-pressed={filter.has(state)}
          onClick={() => toggle(state)}
          className={classNames(
            'flex h-7 items-center gap-1 rounded-md px-1.5 transition-colors duration-150 hover:bg-hover pointer-coarse:h-10',
            filter.has(state) && 'bg-hover ring-1 ring-line-strong ring-inset',
          )}
        >
          <span className="tabular-nums">{count}</span>
          <StatusLabel status={state} />
        </button>
      ))}
      {filter.size > 0 && (
        <button
          type="button"
          onClick={() => onFilter([])}
          className="h-7 rounded-md px-1.5 font-medium text-muted hover:bg-hover hover:text-ink pointer-coarse:h-10"
        >
          Show all
        </button>
      )}
    </fieldset>
  );
}
