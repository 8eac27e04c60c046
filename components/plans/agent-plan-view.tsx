'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { Button } from '@/components/ui/button';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { PlanProgress } from './plan-progress';
import { PlanReasoning } from './plan-reasoning';
import { StepBar } from './step-bar';
import { type EditCallbacks, isEditable } from './step-edits';
import { movesOf, type StepMove } from './step-moves';
import { StepRow } from './step-row';
import { usePlanEdits } from './use-plan-edits';
import { useStepKeys } from './use-step-keys';
import { type StepCallbacks, useStepMoves } from './use-step-moves';

const EditDialog = dynamic(() => import('./edit-dialog').then((module) => module.EditDialog), { ssr: false });

/** From here on, steps that are out of sight are not laid out. */
const LONG = 100;

export interface AgentPlanViewProps extends StepCallbacks, EditCallbacks {
  plan: PlanWithDetails;
}

/**
 * A plan at work: how far it is, why it is so, and its steps with what may be done to each. A move shows at once and is
 * undone if its callback fails.
 */
export function AgentPlanView({ plan, onStepComplete, onStepMove, ...edits }: AgentPlanViewProps) {
  const { plan: shown, moveStep } = useStepMoves(plan, { onStepComplete, onStepMove });
  const { request, setRequest, isReordering, entriesFor } = usePlanEdits(shown, edits);
  const offered = (move: StepMove) => move === 'complete_step' || onStepMove !== undefined;
  const list = useStepKeys((stepNumber) => {
    const step = shown.steps.find((candidate) => candidate.step_number === stepNumber);
    if (step && movesOf(shown, step).includes('complete_step')) moveStep(step, 'complete_step');
  });

  return (
    <div className="flex min-h-0 w-full min-w-0 flex-col overflow-clip rounded-md border border-line bg-surface">
      <PlanProgress plan={shown} />
      <PlanReasoning
        text={shown.agent_reasoning ?? ''}
        onEdit={edits.onReasoningEdit && (() => setRequest({ kind: 'reasoning' }))}
      />
      <h2 className="sr-only">Steps</h2>
      <ol
        ref={list}
        aria-busy={isReordering || undefined}
        className={classNames(
          'min-h-0 lg:overflow-y-auto print:overflow-visible',
          shown.steps.length > LONG && '*:[content-visibility:auto]',
        )}
      >
        {shown.steps.map((step) => (
          <StepRow
            key={step.step_number}
            step={step}
            moves={movesOf(shown, step).filter(offered)}
            isCurrent={step.step_number === shown.current_step}
            onMove={moveStep}
            edits={entriesFor(step)}
          />
        ))}
      </ol>
      {edits.onStepAdd && isEditable(shown) && (
        <div className="border-line border-t p-1 print:hidden">
          <Button variant="ghost" size="sm" onClick={() => setRequest({ kind: 'add' })}>
            <Plus aria-hidden />
            Add step
          </Button>
        </div>
      )}
      {request && <EditDialog plan={shown} request={request} onClose={() => setRequest(null)} {...edits} />}
      <StepBar plan={shown} isOffered={offered} onMove={moveStep} />
    </div>
  );
}
