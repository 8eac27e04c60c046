'use client';

import { History } from 'lucide-react';
import { ActorIcon } from '@/components/logs/actor-icon';
import { StateChanges } from '@/components/logs/state-changes';
import { EmptyState } from '@/components/ui/empty-state';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Log } from '@/lib/agent-execution/agent-execution.types';

/** Shows the changes of the plan, newest first: status, reasoning and steps. */
export function PlanHistory({ changes }: { changes: Log[] }) {
  if (changes.length === 0) {
    return (
      <EmptyState icon={History} title="No changes yet">
        Edits of the reasoning and of open steps appear here, with the previous values.
      </EmptyState>
    );
  }
  return (
    <ol>
      {changes.map((log) => (
        <li key={log.seq} className="grid gap-2 border-line border-b px-3 py-3 last:border-b-0">
          <h3 className="flex min-w-0 items-baseline gap-2 font-normal">
            <span className="self-center">
              <ActorIcon type={log.actor_type} name={log.actor} />
            </span>
            <span dir="auto" className="break-text min-w-0 flex-1 font-medium">
              {log.description}
            </span>
            <RelativeTime at={log.created_at} className="shrink-0 text-faint text-meta" />
          </h3>
          <p className="truncate text-meta text-muted">{log.actor}</p>
          <StateChanges before={log.before_state} after={log.after_state} />
        </li>
      ))}
    </ol>
  );
}
