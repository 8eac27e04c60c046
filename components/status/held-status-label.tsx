'use client';

import { heldStatus } from '@/components/leases/lease-state';
import { usePlanLease, useStepLease } from '@/components/leases/lease-watch';
import type { Plan, Step } from '@/lib/agent-execution/agent-execution.types';
import { StatusLabel, type StatusLabelProps } from './status-label';

type Look = Omit<StatusLabelProps, 'status'>;

/** Shows the status of a plan, with the liveness of its leases. */
export function PlanStatusLabel({ plan, ...look }: Look & { plan: Pick<Plan, 'id' | 'status'> }) {
  return <StatusLabel status={heldStatus(plan.status, usePlanLease(plan.id))} {...look} />;
}

/** Shows the status of a step of the watched plan, with the liveness of its lease. */
export function StepStatusLabel({ step, ...look }: Look & { step: Pick<Step, 'step_number' | 'status'> }) {
  return <StatusLabel status={heldStatus(step.status, useStepLease(step.step_number))} {...look} />;
}
