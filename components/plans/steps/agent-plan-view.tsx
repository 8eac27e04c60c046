'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useDeferredValue, useMemo } from 'react';
import type { LoadTrace } from '@/components/plans/timeline/use-trace';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { PlanProgress } from './plan-progress';
import { PlanReasoning } from './plan-reasoning';
import { StepBar } from './step-bar';
import { type EditCallbacks, isEditable } from './step-edits';
import { StepList } from './step-list';
import { segmentsOf } from './step-progress';
import { StepViewBar } from './step-view-bar';
import { usePlanEdits } from './use-plan-edits';
import { useProblems } from './use-problems';
import { useStepActions } from './use-step-actions';
import { type StepCallbacks, useStepMoves } from './use-step-moves';
import { useStepStates } from './use-step-states';
import { useStepView } from './use-step-view';

const StepTimeline = dynamic(
  () => import('@/components/plans/timeline/step-timeline').then((module) => module.StepTimeline),
  { loading: () => <Skeleton className="m-3 h-64" /> },
);
const StepGraph = dynamic(
  () => import('@/components/plans/graph/step-graph').then((module) => module.StepGraph),
  {
    loading: () => <Skeleton className="m-3 h-64" />,
  },
);
const ChosenStep = dynamic(() => import('./chosen-step').then((module) => module.ChosenStep), { ssr: false });
const EditDialog = dynamic(() => import('./edit-dialog').then((module) => module.EditDialog), { ssr: false });

export interface AgentPlanViewProps extends StepCallbacks, EditCallbacks {
  plan: PlanWithDetails;
  /** Reads the tool calls for the timeline. */
  onLoadTrace?: LoadTrace;
  /** Other actions on the steps, shown below them. */
  children?: ReactNode;
}

/**
 * Shows a plan: its progress, its reasoning, and its steps with the possible moves. A move shows at once and is rolled
 * back if its callback fails.
 */
export function AgentPlanView(props: AgentPlanViewProps) {
  const { plan, children, onLoadTrace, onStepComplete, onStepMove, ...edits } = props;
  const { plan: shown, moveStep } = useStepMoves(plan, { onStepComplete, onStepMove });
  const { request, setRequest, isReordering, reorder } = usePlanEdits(edits);
  const steps = useStepView();
  const { view, filter, filterBy, showAs } = steps;
  // Hundreds of rows take longer than a click may.
  const shownView = useDeferredValue(view);
  const states = useStepStates(shown);
  const segments = useMemo(() => segmentsOf(states.map(({ status }) => status)), [states]);
  const { actions, isOffered } = useStepActions(props, {
    move: moveStep,
    request: setRequest,
    reorder,
    choose: steps.chooseStep,
  });
  const problems = useProblems(states, { filter, onFilter: filterBy, isShown: shownView === view });
  const showInList = (stepNumber: number) => {
    showAs('list');
    problems.reveal(stepNumber);
  };
  const chosen = shown.steps.find(({ step_number }) => step_number === steps.step);

  return (
    <div className="flex min-h-0 w-full min-w-0 flex-col overflow-clip rounded-md border border-line bg-surface">
      <PlanProgress plan={shown} segments={segments} filter={filter} onFilter={filterBy} />
      <PlanReasoning
        text={shown.agent_reasoning ?? ''}
        onEdit={edits.onReasoningEdit && (() => setRequest({ kind: 'reasoning' }))}
      />
      <h2 className="sr-only">Steps</h2>
      <StepViewBar
        view={view}
        onChange={showAs}
        problems={problems.count}
        onNextProblem={problems.goToNext}
      />
      <div data-step-scroller className="min-h-0 lg:overflow-y-auto print:overflow-visible">
        {shownView === 'timeline' && (
          <StepTimeline
            plan={shown}
            states={states}
            filter={filter}
            chosen={steps.step}
            onChooseStep={steps.chooseStep}
            onLoadTrace={onLoadTrace}
          />
        )}
        {shownView === 'graph' && (
          <StepGraph
            plan={shown}
            states={states}
            filter={filter}
            chosen={steps.step}
            onChooseStep={steps.chooseStep}
          />
        )}
        {shownView === 'list' && (
          <StepList
            plan={shown}
            states={states}
            filter={filter}
            chosen={steps.step}
            isReordering={isReordering}
            actions={actions}
          />
        )}
      </div>
      {shownView !== 'list' && chosen && (
        <ChosenStep
          step={chosen}
          plan={shown}
          onShowInList={() => showInList(chosen.step_number)}
          onClear={() => steps.chooseStep(null)}
        />
      )}
      <div className="flex flex-wrap items-center justify-end gap-1 border-line border-t p-1 print:hidden">
        {children}
        {edits.onStepAdd && isEditable(shown) && (
          <Button variant="ghost" size="sm" onClick={() => setRequest({ kind: 'add' })}>
            <Plus aria-hidden />
            Add step
          </Button>
        )}
      </div>
      {request && <EditDialog plan={shown} request={request} onClose={() => setRequest(null)} {...edits} />}
      <StepBar plan={shown} isOffered={isOffered} onMove={actions.onMove} />
    </div>
  );
}
