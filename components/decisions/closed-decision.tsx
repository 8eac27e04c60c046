'use client';

import { CircleCheck } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** Takes the place of a decision that has left the list, so that the next one does not move under the finger. */
export function ClosedDecision({ onNext }: { onNext: () => void }) {
  return (
    <div className="rounded-md border border-line bg-surface">
      <EmptyState icon={CircleCheck} title="This decision is closed">
        It was decided, answered at the terminal, withdrawn, or it has expired. The log of its plan has the
        outcome.
        <Button size="lg" onClick={onNext}>
          Next decision
        </Button>
      </EmptyState>
    </div>
  );
}
