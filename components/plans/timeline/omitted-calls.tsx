import { useSearchParams } from 'next/navigation';
import { planHref } from '@/components/plans/plan-search-params';
import { useTimeZone } from '@/components/ui/clock';
import { Link } from '@/components/ui/link';
import { formatExact } from '@/lib/format/time';

export interface OmittedCallsProps {
  planId: string;
  /** In milliseconds since 1970. */
  before: number;
}

/** Says that a timeline omits older calls, and links to them. It has a place of its own, so that nothing moves. */
export function OmittedCalls({ planId, before }: OmittedCallsProps) {
  const query = useSearchParams();
  const timeZone = useTimeZone();
  const earlier = { tab: 'log', step: null, to: new Date(before).toISOString() };
  return (
    <Link
      href={planHref(planId, query, earlier)}
      scroll={false}
      title={`Calls before ${formatExact(before, timeZone)} are not shown.`}
      className="truncate rounded-sm text-meta text-muted underline underline-offset-2 hover:text-ink"
    >
      Older calls in the log
    </Link>
  );
}
