'use client';

import { History } from 'lucide-react';
import { ActorIcon } from '@/components/logs/actor-icon';
import { StateChanges } from '@/components/logs/state-changes';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { changeSentence, hasMoreToShow } from './change-sentence';

export interface PlanHistoryProps {
  changes: Log[];
  /** The log of all changes, if there are older ones; otherwise null. */
  logHref: string | null;
}

/** Says how the plan changed, newest first: its status, its reasoning and its steps. */
export function PlanHistory({ changes, logHref }: PlanHistoryProps) {
  if (changes.length === 0) {
    return (
      <EmptyState icon={History} title="No changes yet">
        Edits of the reasoning and of open steps appear here, with the previous values.
      </EmptyState>
    );
  }
  return (
    <>
      <ol>
        {changes.map((log) => (
          <li key={log.seq} className="grid gap-1 border-line border-b px-3 py-2.5 last:border-b-0">
            <h3 className="flex min-w-0 items-baseline gap-2 font-normal">
              <span className="self-center">
                <ActorIcon type={log.actor_type} name={log.actor} />
              </span>
              <span dir="auto" className="break-text min-w-0 flex-1">
                <bdi className="font-medium">{log.actor}</bdi> {changeSentence(log)}.
              </span>
              <RelativeTime at={log.created_at} className="shrink-0 text-faint text-meta" />
            </h3>
            {log.description && (
              <p dir="auto" className="break-text pl-6 text-meta text-muted">
                {log.description}
              </p>
            )}
            {hasMoreToShow(log) && (
              <details className="min-w-0 pl-6">
                <summary className="w-fit rounded-sm text-faint text-meta hover:text-ink">
                  Show the values
                </summary>
                <div className="mt-2">
                  <StateChanges before={log.before_state} after={log.after_state} />
                </div>
              </details>
            )}
          </li>
        ))}
      </ol>
      {logHref !== null && (
        <p className="border-line border-t px-3 py-2.5 text-meta text-muted">
          {`These are the newest ${changes.length} changes. `}
          <Link href={logHref} className="rounded-sm text-ink underline underline-offset-2">
            Show all in the log
          </Link>
        </p>
      )}
    </>
  );
}
