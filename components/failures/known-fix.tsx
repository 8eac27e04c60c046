import { History } from 'lucide-react';
import type { OverviewFix } from '@/lib/dashboard/overview';
import { fixWords, seenWords } from './fix-text';

/** Says in a line that the failure of a step was fixed before; the page of the plan offers the fix. */
export function KnownFix({ fix }: { fix: OverviewFix }) {
  return (
    <span
      className="flex shrink-0 items-center gap-1 self-center font-medium text-ink"
      title={`${seenWords(fix)}, ${fixWords(fix)}`}
    >
      <History aria-hidden className="size-3" />
      Fix known
    </span>
  );
}
