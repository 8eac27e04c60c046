'use client';

import { OpenChevron } from '@/components/ui/open-chevron';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { foldWords } from './step-folds';
import type { LaneRow } from './step-lanes';
import { LaneIcon, StepLanes } from './step-lanes-view';

export interface FoldRowProps {
  first: number;
  steps: Step[];
  isOpen: boolean;
  /** The number of lanes of the list, and those of this row. */
  lanes: number;
  lane: LaneRow | undefined;
  onToggle: (first: number) => void;
}

/** Shows a run of settled steps as one line; a click shows the steps. */
export function FoldRow({ first, steps, isOpen, lanes, lane, onToggle }: FoldRowProps) {
  const chevron = <OpenChevron isOpen={isOpen} className={lanes > 1 && lane ? '' : 'mt-[0.1875rem]'} />;
  const last = steps.at(-1)?.step_number ?? first;
  return (
    <li data-fold className="relative border-line border-b bg-sunken print:hidden">
      <button
        type="button"
        data-step-button
        aria-expanded={isOpen}
        onClick={() => onToggle(first)}
        className="flex min-h-9 w-full items-start gap-2 px-3 py-2 text-left text-muted -outline-offset-2 hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-10"
      >
        {lanes > 1 && lane ? (
          <LaneIcon row={lane} lanes={lanes}>
            {chevron}
          </LaneIcon>
        ) : (
          chevron
        )}
        <span>{foldWords(steps)}</span>
        <span className="text-faint text-meta leading-5 tabular-nums">{`${first}–${last}`}</span>
      </button>
      {lanes > 1 && lane && <StepLanes row={lane} lanes={lanes} />}
    </li>
  );
}
