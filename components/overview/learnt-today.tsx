import { Lightbulb } from 'lucide-react';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { LearntEntry } from '@/lib/agent-execution/learnt';
import { plainLine } from '@/lib/format/plain-line';

export interface LearntTodayProps {
  today: LearntEntry[];
  /** The latest of earlier days, shown if there are none of today. */
  earlier: LearntEntry[];
}

/** Lists the newest decisions and findings of the day, or the latest before it. */
export function LearntToday({ today, earlier }: LearntTodayProps) {
  if (today.length > 0) return <Entries entries={today} />;
  if (earlier.length === 0)
    return (
      <EmptyRow icon={Lightbulb} title="Nothing yet.">
        Decisions, findings, lessons and fixes that agents store in the context appear here.
      </EmptyRow>
    );
  return (
    <>
      <h3 className="px-3 pt-2 text-meta text-muted">Nothing yet. Learnt before:</h3>
      <Entries entries={earlier} />
    </>
  );
}

function Entries({ entries }: { entries: LearntEntry[] }) {
  return (
    <ul className="divide-y divide-line">
      {entries.map(({ id, context_type, context_key, excerpt, updated_at }) => (
        <li key={id} className="relative grid gap-0.5 px-3 py-2 focus-within:bg-hover hover:bg-hover">
          <p className="flex min-w-0 items-baseline gap-2">
            <Link
              href={`/context/${id}`}
              prefetch={false}
              dir="auto"
              data-row
              className="min-w-0 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
            >
              {context_key}
            </Link>
            <span className="shrink-0 text-meta text-muted">{context_type}</span>
            <RelativeTime at={updated_at} className="ml-auto shrink-0 text-faint text-meta tabular-nums" />
          </p>
          <p dir="auto" className="break-text line-clamp-1 text-meta text-muted">
            {plainLine(excerpt)}
          </p>
        </li>
      ))}
    </ul>
  );
}
