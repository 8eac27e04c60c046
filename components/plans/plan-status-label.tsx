'use client';

import { heldStatus } from '@/components/leases/lease-state';
import { usePlanLease } from '@/components/leases/lease-watch';
import type { Plan } from '@/lib/agent-execution/agent-execution.types';
import { StatusLabel, type StatusLabelProps } from './status-label';

export interface PlanStatusLabelProps extends Omit<StatusLabelProps, 'status'> {
  plan: Pick<Plan, 'id' | 'status'>;
}

/** The state of a plan; of one in progress only where somebody may be at work on it. */
export function PlanStatusLabel({ plan, ...props }: PlanStatusLabelProps) {
  return <StatusLabel status={heldStatus(plan.status, usePlanLease(plan.id))} {...props} />;
}
