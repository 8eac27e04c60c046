'use client';

import { heldStatus } from '@/components/leases/lease-state';
import { usePlanLease, useStepLease } from '@/components/leases/lease-watch';
import type { Plan, Step } from '@/lib/agent-execution/agent-execution.types';
import { StatusLabel, type StatusLabelProps } from './status-label';

type Look = Omit<StatusLabelProps, 'status'>;

/** The state of a plan; in progress only where somebody may be at work on it. */
export function PlanStatusLabel({ plan, ...look }: Look & { plan: Pick<Plan, 'id' | 'status'> }) {
  return <StatusLabel status={heldStatus(plan.status, usePlanLease(plan.id))} {...look} />;
}

/** The same of a step of the plan that is watched. */
export function StepStatusLabel({ step, ...look }: Look & { step: Pick<Step, 'step_number' | 'status'> }) {
  return <StatusLabel status={heldStatus(step.status, useStepLease(step.step_number))} {...look} />;
}
