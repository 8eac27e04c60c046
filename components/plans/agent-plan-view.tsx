'use client';

import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { PlanProgress } from './plan-progress';
import { PlanReasoning } from './plan-reasoning';
import { StepBar } from './step-bar';
import { movesOf, type StepMove } from './step-moves';
import { StepRow } from './step-row';
import { useStepKeys } from './use-step-keys';
import { type StepCallbacks, useStepMoves } from './use-step-moves';

/** From here on, steps that are out of sight are not laid out. */
const LONG = 100;

export interface AgentPlanViewProps extends StepCallbacks {
  plan: PlanWithDetails;
}

/**
 * A plan at work: how far it is, why it is so, and its steps with what may be done to each. A move shows at once and is
 * undone if its callback fails.
 */
export function AgentPlanView({ plan, onStepComplete, onStepMove }: AgentPlanViewProps) {
  const { plan: shown, moveStep } = useStepMoves(plan, { onStepComplete, onStepMove });
  const offered = (move: StepMove) => move === 'complete_step' || onStepMove !== undefined;
  const list = useStepKeys((stepNumber) => {
    const step = shown.steps.find((candidate) => candidate.step_number === stepNumber);
    if (step && movesOf(shown, step).includes('complete_step')) moveStep(step, 'complete_step');
  });

  return (
    <div className="flex min-h-0 w-full min-w-0 flex-col overflow-clip rounded-md border border-line bg-surface">
      <PlanProgress plan={shown} />
      {shown.agent_reasoning && <PlanReasoning text={shown.agent_reasoning} />}
      <h2 className="sr-only">Steps</h2>
      <ol
        ref={list}
        className={classNames(
          'min-h-0 lg:overflow-y-auto',
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
          />
        ))}
      </ol>
      <StepBar plan={shown} isOffered={offered} onMove={moveStep} />
    </div>
  );
}
