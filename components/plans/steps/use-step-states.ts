'use client';

import { useMemo } from 'react';
import { heldStatus } from '@/components/leases/lease-state';
import { usePlanLeases } from '@/components/leases/lease-watch';
import type { ShownStep } from '@/components/plans/step-problems';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';

/** Returns the steps with their states as shown, which leases change. The list stays the same until a state changes. */
export function useStepStates(plan: PlanWithDetails): ShownStep[] {
  const leases = usePlanLeases(plan.id);
  const states = plan.steps.map(({ step_number, status }) => ({
    step_number,
    status: heldStatus(status, leases.find(({ lease }) => lease.step_number === step_number) ?? null),
  }));
  const signature = states.map(({ step_number, status }) => `${step_number} ${status}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature identifies the states
  return useMemo(() => states, [signature]);
}
