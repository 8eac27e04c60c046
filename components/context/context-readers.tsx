import { BookOpen } from 'lucide-react';
import { StatusLabel } from '@/components/status/status-label';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ContextEntryDetails, ContextUse } from '@/lib/agent-execution/context-entry';
import { actorName } from '@/lib/format/actor-name';
import { formatCount } from '@/lib/format/words';

const ways = { search: 'found by search', pack: 'in a pack', get: 'read' };

export interface ContextReadersProps {
  uses: ContextUse[];
  usefulness: NonNullable<ContextEntryDetails['entry']>['usefulness'];
}

/** Shows the steps that read an entry, and how they ended. */
export function ContextReaders({ uses, usefulness }: ContextReadersProps) {
  return (
    <Panel
      id="context-readers"
      title="Read by"
      aside={
        usefulness &&
        usefulness.completed + usefulness.failed > 0 && (
          <span className="text-meta text-muted tabular-nums">
            {formatCount(usefulness.completed, 'step')} completed, {usefulness.failed} not
          </span>
        )
      }
    >
      {uses.length === 0 ? (
        <EmptyRow icon={BookOpen} title="No agent has read this entry yet">
          <p>The steps that read it appear here, with their outcome.</p>
        </EmptyRow>
      ) : (
        <ul>
          {uses.map((use) => (
            <Use key={`${use.actor} ${use.via} ${use.plan_id} ${use.step_number}`} use={use} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Use({ use }: { use: ContextUse }) {
  return (
    <li className="grid min-w-0 gap-0.5 border-line border-b px-3 py-2.5 last:border-b-0">
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <span className="min-w-0 truncate font-medium">{actorName(use.actor)}</span>
        <span className="text-meta text-muted">
          {ways[use.via]}
          {use.times > 1 && ` ${use.times} times`}
        </span>
        <RelativeTime at={use.last_used_at} className="ml-auto text-faint text-meta" />
      </p>
      {use.plan_id && (
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-meta text-muted">
          <Link
            href={`/plans/${use.plan_id}`}
            prefetch={false}
            className="min-w-0 truncate rounded-sm hover:underline"
          >
            {use.task_title ?? use.plan_type}
            {use.step_number !== null && ` · step ${use.step_number}`}
          </Link>
          {use.step_status && <StatusLabel status={use.step_status} />}
        </p>
      )}
    </li>
  );
}
