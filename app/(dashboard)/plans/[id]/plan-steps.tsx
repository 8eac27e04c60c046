'use client';

import { FailureActionsContext } from '@/components/failures/failure-actions';
import { Unwatched } from '@/components/leases/lease-watch';
import { LookBackLink } from '@/components/plans/look-back-link';
import { AgentPlanView } from '@/components/plans/steps/agent-plan-view';
import { StepUsage } from '@/components/plans/usage/step-cost';
import { StoppedClock } from '@/components/ui/clock';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
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

export interface PlanStepsProps {
  plan: PlanWithDetails;
  at: number | null;
  /** What each step has cost so far. */
  usage: UsageGroup[];
}

/**
 * Connects AgentPlanView to the server actions. With `at`, in milliseconds, the plan is shown as it was then, without
 * actions.
 */
export function PlanSteps({ plan, at, usage }: PlanStepsProps) {
  if (at !== null) {
    return (
      <Unwatched>
        <StoppedClock at={at}>
          <AgentPlanView key="past" plan={plan} onLoadTrace={() => loadTrace(plan.id)} />
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
          onStepComplete={(step) => moveStep(plan.id, step.step_number, 'complete_step')}
          onStepMove={(step, move) => moveStep(plan.id, step.step_number, move, step.graph_hash)}
          onStepDecide={(step, move, message) =>
            moveStep(plan.id, step.step_number, move, step.graph_hash, message)
          }
          onStepBlock={(step, reason) => blockStep(plan.id, step.step_number, reason)}
          onStepEdit={(step, changes) => editStep(plan.id, step.step_number, changes)}
          onStepAdd={(step) => addStep(plan.id, step)}
          onStepsReorder={(order) => reorderSteps(plan.id, order)}
          onReasoningEdit={(reasoning) => editReasoning(plan.id, reasoning)}
          onLoadTrace={() => loadTrace(plan.id)}
        >
          {plan.last_seq !== null && <LookBackLink planId={plan.id} seq={plan.last_seq} />}
        </AgentPlanView>
      </FailureActionsContext>
    </StepUsage>
  );
}
