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

/** Says which calls a timeline omits, in view below its rows, and links to them. */
export function OmittedCalls({ planId, before }: OmittedCallsProps) {
  const query = useSearchParams();
  const timeZone = useTimeZone();
  const earlier = { tab: 'log', step: null, to: new Date(before).toISOString() };
  return (
    <p className="border-line border-t bg-surface px-3 py-1.5 text-meta text-muted lg:sticky lg:bottom-0 print:static">
      {`Calls before ${formatExact(before, timeZone)} are not shown. `}
      <Link
        href={planHref(planId, query, earlier)}
        scroll={false}
        className="rounded-sm text-ink underline underline-offset-2"
      >
        Show them in the log
      </Link>
    </p>
  );
}
