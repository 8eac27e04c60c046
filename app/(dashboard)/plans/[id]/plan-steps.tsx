'use client';

import { AgentPlanView } from '@/components/plans/agent-plan-view';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { addStep, blockStep, editReasoning, editStep, moveStep, reorderSteps } from './actions';

/** AgentPlanView with the server's actions behind its callbacks. */
export function PlanSteps({ plan }: { plan: PlanWithDetails }) {
  return (
    <AgentPlanView
      plan={plan}
      onStepComplete={(step) => moveStep(plan.id, step.step_number, 'complete_step')}
      onStepMove={(step, move) => moveStep(plan.id, step.step_number, move)}
      onStepBlock={(step, reason) => blockStep(plan.id, step.step_number, reason)}
      onStepEdit={(step, changes) => editStep(plan.id, step.step_number, changes)}
      onStepAdd={(step) => addStep(plan.id, step)}
      onStepsReorder={(order) => reorderSteps(plan.id, order)}
      onReasoningEdit={(reasoning) => editReasoning(plan.id, reasoning)}
    />
  );
}
