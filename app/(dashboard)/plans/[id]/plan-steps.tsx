'use client';

import { FailureActionsContext } from '@/components/failures/failure-actions';
import { Unwatched } from '@/components/leases/lease-watch';
import { LookBackLink } from '@/components/plans/look-back-link';
import { AgentPlanView } from '@/components/plans/steps/agent-plan-view';
import { movedWords, type StepMove } from '@/components/plans/steps/step-moves';
import { StepUsage } from '@/components/plans/usage/step-cost';
import { StoppedClock } from '@/components/ui/clock';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import {
  addStep,
  blockStep,
  editReasoning,
  editStep,
  keepFix,
  loadTrace,
  moveStep,
  reorderSteps,
} from './actions';
import { useUndoableMoves } from './use-undoable-moves';

export interface PlanStepsProps {
  plan: PlanWithDetails;
  /** The time and the log row of the earlier state that is shown, or null. */
  past: { at: number; until: number } | null;
  /** What each step has cost so far. */
  usage: UsageGroup[];
}

/**
 * Connects AgentPlanView to the server actions. With `past`, the plan is shown as it was then, without actions. Its time is in
 * milliseconds.
 */
export function PlanSteps({ plan, past, usage }: PlanStepsProps) {
  const report = useUndoableMoves(plan.id);
  const move = ({ step_number, graph_hash }: Step, action: StepMove, message?: string) =>
    report(step_number, movedWords[action], moveStep(plan.id, step_number, action, graph_hash, message));
  if (past !== null) {
    return (
      <Unwatched>
        <StoppedClock at={past.at}>
          <AgentPlanView key="past" plan={plan} onLoadTrace={() => loadTrace(plan.id, past.until)} />
        </StoppedClock>
      </Unwatched>
    );
  }
  return (
    <StepUsage usage={usage}>
      <FailureActionsContext value={{ onAddStep: (step) => addStep(plan.id, step), onKeep: keepFix }}>
        <AgentPlanView
          key="now"
          plan={plan}
          onStepComplete={(step) => move(step, 'complete_step')}
          onStepMove={move}
          onStepDecide={move}
          onStepBlock={(step, reason) =>
            report(step.step_number, 'Blocked', blockStep(plan.id, step.step_number, reason))
          }
          onStepEdit={(step, changes) => editStep(plan.id, step.step_number, changes)}
          onStepAdd={(step) => addStep(plan.id, step)}
          onStepsReorder={(order) => reorderSteps(plan.id, order)}
          onReasoningEdit={(reasoning) => editReasoning(plan.id, reasoning)}
          onLoadTrace={() => loadTrace(plan.id, null)}
        >
          {plan.last_seq !== null && <LookBackLink planId={plan.id} seq={plan.last_seq} />}
        </AgentPlanView>
      </FailureActionsContext>
    </StepUsage>
  );
}
