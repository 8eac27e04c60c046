'use client';

import { useApiQuery } from '@/components/ui/use-api-query';
import type { KnownFailure } from '@/lib/agent-execution/failures';

/** Requests what is known about the failure of a step; undefined if it was not seen before. */
export function useKnownFailure(planId: string, stepNumber: number): KnownFailure | undefined {
  const { data } = useApiQuery<KnownFailure[]>(`/plans/${planId}/failures`);
  const failure = data?.find(({ step_number }) => step_number === stepNumber);
  return failure && failure.seen > 1 ? failure : undefined;
}
