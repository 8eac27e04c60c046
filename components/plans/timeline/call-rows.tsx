import { useSearchParams } from 'next/navigation';
import { planHref } from '@/components/plans/plan-search-params';
import { Link } from '@/components/ui/link';
import type { TraceCall } from '@/lib/dashboard/trace';
import { formatRunTime } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';
import type { Span } from './step-timeline-layout';
import { placeIn, timelineColumns } from './timeline-place';
import { spanOfCall } from './trace-layout';

/** The log has the others. */
const MAX_CALLS = 200;

export interface CallRowsProps {
  calls: TraceCall[];
  planId: string;
  shown: Span;
  /** Milliseconds from the clock to the scale. */
  shift: number;
}

/** Lists the tool calls of a step. Each opens its row of the log. */
export function CallRows({ calls, planId, shown, shift }: CallRowsProps) {
  const query = useSearchParams();
  // The log and the transcript have a row for each call; the other tabs have none.
  const open = query.get('tab');
  const tab = open === 'log' || open === 'transcript' ? open : null;
  const omitted = Math.max(0, calls.length - MAX_CALLS);
  return (
    <ol className="@container bg-sunken pb-1">
      {calls.slice(omitted).map((call) => (
        <li key={call.seq}>
          <Link
            href={planHref(planId, query, { tab, step: String(call.step_number), row: String(call.seq) })}
            scroll={false}
            title={[call.name, took(call)].filter(Boolean).join(', ')}
            className={`${timelineColumns} h-6 items-center text-meta hover:bg-hover -outline-offset-2 pointer-coarse:h-10`}
          >
            <span className="flex min-w-0 items-baseline gap-2 pl-10">
              <span
                dir="auto"
                className={`min-w-0 flex-1 truncate ${call.has_failed ? 'text-failed' : 'text-muted'}`}
              >
                {call.has_failed && <span className="sr-only">Failed: </span>}
                {call.name}
              </span>
              <span className="shrink-0 text-faint tabular-nums @max-sm:sr-only">{took(call)}</span>
            </span>
            <span data-track className="relative block h-full overflow-x-clip">
              <span
                aria-hidden
                className={`absolute inset-y-2 min-w-1 rounded-full ${call.has_failed ? 'bg-failed' : 'bg-control'}`}
                style={placeIn(spanOfCall(call, shift), shown)}
              />
            </span>
          </Link>
        </li>
      ))}
      {omitted > 0 && (
        <li className="px-3 pl-13 text-faint text-meta">{`${formatCount(omitted, 'earlier call')} in the log`}</li>
      )}
    </ol>
  );
}

const took = ({ duration_ms }: TraceCall) => (duration_ms === null ? '' : formatRunTime(duration_ms));
