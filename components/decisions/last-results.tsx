import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { DecisionEvidence } from '@/lib/dashboard/decisions';
import { oneLine, plainLine } from '@/lib/format/plain-line';

export interface LastResultsProps {
  results: DecisionEvidence['results'];
  planId: string;
}

/** Shows the last rows of the plan's log. */
export function LastResults({ results, planId }: LastResultsProps) {
  return (
    <section className="grid min-w-0 gap-1">
      <h3 className="font-medium text-meta text-muted">Last results</h3>
      <ol className="grid min-w-0 divide-y divide-line rounded-md border border-line">
        {results.map(({ seq, action_type, description, error_message, occurred_at }) => (
          <li key={seq} className="min-w-0">
            <Link
              href={`/plans/${planId}?row=${seq}`}
              prefetch={false}
              className="flex min-h-8 min-w-0 items-center gap-2 px-2.5 py-1 text-meta -outline-offset-2 hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="max-w-32 shrink-0 truncate font-mono text-faint">{action_type}</span>
              <span dir="auto" className={`min-w-0 flex-1 truncate ${error_message ? 'text-failed' : ''}`}>
                {error_message ? oneLine(error_message) : plainLine(description)}
              </span>
              <RelativeTime at={occurred_at} className="shrink-0 text-faint tabular-nums" />
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
