'use client';

import { Link } from '@/components/ui/link';
import { MeterBar } from '@/components/ui/meter-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import type { FoundContext } from '@/lib/agent-execution/context-search';
import { MarkedText } from './marked-text';
import { scoreWords } from './score-words';

/** Shows the results, best first; each row links to its entry. */
export function ContextResults({ entries }: { entries: FoundContext[] }) {
  return (
    <ol aria-label="Context entries">
      {entries.map((entry) => (
        <Result key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function Result({ entry }: { entry: FoundContext }) {
  const { score } = entry;
  return (
    <li className="relative grid min-w-0 gap-1 border-line border-b px-3 py-2.5 transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover">
      <div className="flex min-w-0 items-baseline gap-3">
        <h3 className="min-w-0 flex-1 truncate font-mono font-normal text-meta">
          <Link
            href={`/context/${entry.id}`}
            data-row
            className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
          >
            <span className="text-faint">{entry.context_type}/</span>
            <span className="font-medium text-ink">{entry.context_key}</span>
          </Link>
        </h3>
        {score !== null && (
          <span title={scoreWords(entry)} className="relative shrink-0 text-muted">
            <MeterBar label="Score" value={Math.min(Math.max(score, 0), 1)} />
          </span>
        )}
      </div>
      <p dir="auto" className="break-text line-clamp-3 min-w-0 text-body">
        <MarkedText text={entry.snippet} marks={entry.highlights} />
      </p>
      <p className="flex min-w-0 items-baseline gap-x-3 whitespace-nowrap text-faint text-meta [&>:not(:first-child)]:shrink-0">
        {entry.task_title && (
          <span dir="auto" className="min-w-0 truncate">
            {entry.task_title}
          </span>
        )}
        {entry.step_number !== null && <span>step {entry.step_number}</span>}
        <RelativeTime at={entry.updated_at} />
        {entry.expires_at && (
          <span>
            expires <RelativeTime at={entry.expires_at} />
          </span>
        )}
      </p>
    </li>
  );
}
