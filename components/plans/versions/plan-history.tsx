'use client';

import { History } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { ChangeItem, ChangeRun } from './change-item';
import { groupChanges } from './change-runs';

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
      <ol className="divide-y divide-line">
        {groupChanges(changes).map((run) => {
          const [change] = run;
          if (!change) return null;
          return run.length === 1 ? (
            <ChangeItem key={change.seq} change={change} />
          ) : (
            <ChangeRun key={run.at(-1)?.seq} run={run} newest={change} />
          );
        })}
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
