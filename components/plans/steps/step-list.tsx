'use client';

import { startTransition, useDeferredValue, useMemo, useState } from 'react';
import { openingStep, type ShownStep } from '@/components/plans/step-problems';
import { useOpeningScroll } from '@/components/plans/use-opening-scroll';
import { useIsPrinting } from '@/components/ui/use-is-printing';
import { useOpenRows } from '@/components/ui/use-open-rows';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { isSettled } from '@/lib/agent-execution/state';
import { classNames } from '@/lib/class-names';
import { FoldRow } from './fold-row';
import { foldSteps, type StepItem } from './step-folds';
import { foldId, laneNodes, layoutLanes } from './step-lanes';
import { sharedLanesText, widthOfLanes } from './step-lanes-view';
import { StepRow, type StepRowActions } from './step-row';
import { useStepKeys } from './use-step-keys';

/** Plans with at least this many steps skip the layout of steps out of view. */
const MANY_STEPS = 100;

export interface StepListProps {
  plan: PlanWithDetails;
  states: ShownStep[];
  filter: ReadonlySet<string>;
  /** The step in the URL. */
  chosen: number | null;
  isReordering: boolean;
  actions: StepRowActions;
}

/** Shows the steps as a list, with lanes for branches and folds for finished runs. */
export function StepList({ plan, states, filter, chosen, isReordering, actions }: StepListProps) {
  const { open: opened, toggle: toggleNow } = useOpenRows();
  const { items, lanes, rows } = useStepItems(plan, states, useDeferredValue(filter), chosen, opened);
  const keys = useStepKeys();
  useOpeningScroll(chosen ?? openingStep(states));
  // A fold of hundreds of steps takes longer than a click may.
  const toggle = (first: number) => startTransition(() => toggleNow(first));
  if (items.length === 0)
    return <p className="px-3 py-8 text-center text-muted">No steps match this filter.</p>;
  const sharedLanes = sharedLanesText(lanes);
  return (
    <>
      <ol
        ref={keys}
        aria-busy={isReordering || undefined}
        className={classNames('@container', items.length > MANY_STEPS && '*:[content-visibility:auto]')}
        // The texts below a step begin after its lanes.
        style={{ ['--lanes' as string]: `${widthOfLanes(lanes)}px` }}
      >
        {items.map((item) =>
          item.kind === 'fold' ? (
            <FoldRow
              key={`fold-${item.first}`}
              {...item}
              lanes={lanes}
              lane={rows.get(foldId(item.first))}
              onToggle={toggle}
            />
          ) : (
            <StepRow
              key={item.step.step_number}
              step={item.step}
              plan={plan}
              lanes={lanes}
              lane={rows.get(item.step.step_number)}
              isChosen={item.step.step_number === chosen}
              actions={actions}
            />
          ),
        )}
      </ol>
      {sharedLanes && (
        <p className="border-line border-t bg-surface px-3 py-1.5 text-meta text-muted lg:sticky lg:bottom-0 print:static">
          {sharedLanes}
        </p>
      )}
    </>
  );
}

function useStepItems(
  plan: PlanWithDetails,
  states: ShownStep[],
  filter: ReadonlySet<string>,
  chosen: number | null,
  opened: ReadonlySet<number>,
) {
  const isPrinting = useIsPrinting();
  const [settled] = useState(
    () => new Set(plan.steps.filter(({ status }) => isSettled(status)).map(({ step_number }) => step_number)),
  );
  const [revealed] = useState(chosen);
  return useMemo(() => {
    const isFiltered = filter.size > 0 && !isPrinting;
    const stateOf = new Map(states.map(({ step_number, status }) => [step_number, status]));
    const isShown = (step: Step) => !isFiltered || filter.has(stateOf.get(step.step_number) ?? step.status);
    const steps = plan.steps.filter(isShown);
    const items: StepItem<Step>[] =
      isFiltered || isPrinting
        ? steps.map((step) => ({ kind: 'step', step }))
        : foldSteps(steps, { settled, opened, revealed });
    return { items, ...layoutLanes(isFiltered ? [] : laneNodes(items)) };
  }, [plan.steps, states, filter, opened, isPrinting, settled, revealed]);
}
