import { Lightbulb } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { LearntEntry } from '@/lib/agent-execution/learnt';
import { plainLine } from '@/lib/format/plain-line';

/** Lists the newest decisions and findings of the day. */
export function LearntToday({ entries }: { entries: LearntEntry[] }) {
  if (entries.length === 0)
    return (
      <p className="flex items-center gap-2 px-3 py-4 text-muted">
        <Lightbulb aria-hidden className="size-3.5 text-faint" />
        No decision or finding was stored today.
      </p>
    );
  return (
    <ul className="divide-y divide-line">
      {entries.map(({ id, context_type, context_key, excerpt, updated_at }) => (
        <li key={id} className="relative grid gap-0.5 px-3 py-2 focus-within:bg-hover hover:bg-hover">
          <p className="flex min-w-0 items-baseline gap-2">
            <Link
              href={`/context/${id}`}
              prefetch={false}
              dir="auto"
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
