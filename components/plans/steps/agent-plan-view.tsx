'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { PlanProgress } from './plan-progress';
import { PlanReasoning } from './plan-reasoning';
import { StepBar } from './step-bar';
import { type EditCallbacks, isEditable } from './step-edits';
import { movesOf, type StepMove } from './step-moves';
import { StepRow } from './step-row';
import { StepViewSwitch } from './step-view-switch';
import { usePlanEdits } from './use-plan-edits';
import { useStepKeys } from './use-step-keys';
import { type MoveStep, type StepCallbacks, useStepMoves } from './use-step-moves';
import { useStepView } from './use-step-view';

const StepTimeline = dynamic(
  () => import('@/components/plans/timeline/step-timeline').then((module) => module.StepTimeline),
  { loading: () => <Skeleton className="m-3 h-64" /> },
);
const StepGraph = dynamic(() => import('./step-graph').then((module) => module.StepGraph), {
  loading: () => <Skeleton className="m-3 h-64" />,
});
const EditDialog = dynamic(() => import('./edit-dialog').then((module) => module.EditDialog), { ssr: false });

/** Plans with at least this many steps skip the layout of steps out of view. */
const MANY_STEPS = 100;

export interface AgentPlanViewProps extends StepCallbacks, EditCallbacks {
  plan: PlanWithDetails;
  /** Other actions on the steps, shown below them. */
  children?: ReactNode;
}

/**
 * Shows a plan: its progress, its reasoning, and its steps with the possible moves. A move shows at once and is rolled
 * back if its callback fails.
 */
export function AgentPlanView({ plan, onStepComplete, onStepMove, children, ...edits }: AgentPlanViewProps) {
  const { plan: shown, moveStep } = useStepMoves(plan, { onStepComplete, onStepMove });
  const { request, setRequest, isReordering, entriesFor } = usePlanEdits(shown, edits);
  const callbacks: Partial<Record<StepMove, unknown>> = {
    complete_step: onStepComplete,
    reject_step: edits.onStepDecide,
  };
  const offered = (move: StepMove) => (move in callbacks ? callbacks[move] : onStepMove) !== undefined;
  // A rejection needs a reason, so it asks first.
  const onMove: MoveStep = (step, move) =>
    move === 'reject_step' ? setRequest({ kind: 'reject', step }) : moveStep(step, move);
  const { view, setView, chooseStep } = useStepView();
  const list = useStepKeys((stepNumber) => {
    const step = shown.steps.find((candidate) => candidate.step_number === stepNumber);
    if (step && movesOf(shown, step).filter(offered).includes('complete_step'))
      moveStep(step, 'complete_step');
  });

  return (
    <div className="flex min-h-0 w-full min-w-0 flex-col overflow-clip rounded-md border border-line bg-surface">
      <PlanProgress plan={shown} />
      <PlanReasoning
        text={shown.agent_reasoning ?? ''}
        onEdit={edits.onReasoningEdit && (() => setRequest({ kind: 'reasoning' }))}
      />
      <h2 className="sr-only">Steps</h2>
      <div className="min-h-0 lg:overflow-y-auto print:overflow-visible">
        {view === 'timeline' && <StepTimeline plan={shown} onChooseStep={chooseStep} />}
        {view === 'graph' && <StepGraph plan={shown} onChooseStep={chooseStep} />}
        {view === 'list' && (
          <ol
            ref={list}
            aria-busy={isReordering || undefined}
            className={classNames(shown.steps.length > MANY_STEPS && '*:[content-visibility:auto]')}
          >
            {shown.steps.map((step) => (
              <StepRow
                key={step.step_number}
                step={step}
                plan={shown}
                subPlans={shown.sub_plans}
                readAt={shown.as_of}
                moves={movesOf(shown, step).filter(offered)}
                isCurrent={step.step_number === shown.current_step}
                onMove={onMove}
                edits={entriesFor(step)}
              />
            ))}
          </ol>
        )}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-1 border-line border-t p-1 print:hidden">
        <StepViewSwitch view={view} onChange={setView} />
        <span className="flex-1" />
        {children}
        {edits.onStepAdd && isEditable(shown) && (
          <Button variant="ghost" size="sm" onClick={() => setRequest({ kind: 'add' })}>
            <Plus aria-hidden />
            Add step
          </Button>
        )}
      </div>
      {request && <EditDialog plan={shown} request={request} onClose={() => setRequest(null)} {...edits} />}
      <StepBar plan={shown} isOffered={offered} onMove={onMove} />
    </div>
  );
}
