import { Repeat, TriangleAlert } from 'lucide-react';
import { Link } from '@/components/ui/link';
import type { PlanEvidence } from '@/lib/agent-execution/evidence';

/** Marks a run whose claim is disputed, or that has looped, and links to the evidence. */
export function EvidenceMarks({ evidence: { is_disputed, loops } }: { evidence: PlanEvidence }) {
  const look = 'inline-flex items-center gap-1.5 rounded-sm font-medium text-blocked hover:underline';
  return (
    <>
      {is_disputed && (
        <Link href="?tab=evidence" scroll={false} className={look}>
          <TriangleAlert aria-hidden strokeWidth={2.25} className="size-3.5" />
          Claim disputed
        </Link>
      )}
      {loops > 0 && (
        <Link href="?tab=evidence" scroll={false} className={look}>
          <Repeat aria-hidden strokeWidth={2.25} className="size-3.5" />
          {loops === 1 ? 'Looped once' : `Looped ${loops} times`}
        </Link>
      )}
    </>
  );
}
