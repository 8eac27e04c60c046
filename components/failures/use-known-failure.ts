'use client';

import { useApiQuery } from '@/components/ui/use-api-query';
import type { KnownFailure } from '@/lib/agent-execution/failures';

/** Requests what is known about the failure of a step, again when `version` changes; undefined if it was not seen before. */
export function useKnownFailure(
  planId: string,
  stepNumber: number,
  version?: string,
): KnownFailure | undefined {
  const { data } = useApiQuery<KnownFailure[]>(`/plans/${planId}/failures`, version);
  const failure = data?.find(({ step_number }) => step_number === stepNumber);
  return failure && failure.seen > 1 ? failure : undefined;
}
