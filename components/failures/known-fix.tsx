'use client';

import { History } from 'lucide-react';
import { fixWords, seenWords } from './fix-text';
import { useKnownFailure } from './use-known-failure';

export interface KnownFixProps {
  planId: string;
  stepNumber: number;
  /** Another one requests the fix again. */
  version: string;
}

/** Says in a line that the failure of a step was fixed before; the page of the plan offers the fix. */
export function KnownFix({ planId, stepNumber, version }: KnownFixProps) {
  const failure = useKnownFailure(planId, stepNumber, version);
  if (!failure?.fix) return null;
  return (
    <span
      className="flex shrink-0 items-center gap-1 self-center font-medium text-ink"
      title={`${seenWords(failure)}, ${fixWords(failure.fix)}`}
    >
      <History aria-hidden className="size-3" />
      Fix known
    </span>
  );
}
