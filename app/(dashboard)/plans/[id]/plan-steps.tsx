'use client';

import { AgentPlanView } from '@/components/plans/agent-plan-view';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { moveStep } from './actions';

/** AgentPlanView with the server's actions behind its callbacks. */
export function PlanSteps({ plan }: { plan: PlanWithDetails }) {
  return (
    <AgentPlanView
      plan={plan}
      onStepComplete={(step) => moveStep(plan.id, step.step_number, 'complete_step')}
      onStepMove={(step, move) => moveStep(plan.id, step.step_number, move)}
    />
  );
}
