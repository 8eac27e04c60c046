import { GitCompareArrows, SearchX } from 'lucide-react';
import { StatusLabel } from '@/components/status/status-label';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Plan } from '@/lib/agent-execution/agent-execution.types';
import type { RunReference } from '@/lib/agent-execution/comparisons';
import { actorName } from '@/lib/format/actor-name';
import { compareHref } from './compare-href';

export interface RunOption extends Pick<Plan, 'status' | 'plan_type' | 'created_by' | 'created_at'> {
  run: RunReference;
  title: string;
}

export interface RunChoiceProps {
  /** Unique on the page. */
  id: string;
  title: string;
  /** The run that is chosen already; the next one becomes its counterpart. */
  left: RunReference | null;
  options: RunOption[];
  /** Whether the options are the results of a search. */
  isSearched?: boolean;
}

/** Lists runs to choose from. */
export function RunChoice({ id, title, left, options, isSearched = false }: RunChoiceProps) {
  return (
    <Panel id={id} title={title}>
      {options.length === 0 && isSearched && <EmptyRow icon={SearchX} title="No plans match this search" />}
      {options.length === 0 && !isSearched && (
        <EmptyRow icon={GitCompareArrows} title="No other run">
          <p>A second plan of the task, or a second version of this one, can be compared here.</p>
        </EmptyRow>
      )}
      <ul className="divide-y divide-line">
        {options.map(({ run, title: name, status, plan_type, created_by, created_at }) => (
          <li
            key={`${run.plan_id}@${run.version ?? ''}`}
            className="relative grid min-h-9 grid-cols-[0.875rem_minmax(0,1fr)_auto] items-center gap-x-3 px-3 py-2 focus-within:bg-hover sm:grid-cols-[0.875rem_minmax(0,max-content)_minmax(0,1fr)_auto] hover:bg-hover"
          >
            <StatusLabel status={status} isIconOnly />
            <Link
              href={left ? compareHref({ left, right: run }) : compareHref({ left: run })}
              prefetch={false}
              dir="auto"
              data-row
              className="min-w-0 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
            >
              {name}
            </Link>
            <span className="truncate text-meta text-muted max-sm:col-start-2 max-sm:row-start-2">
              {`${plan_type}, by ${actorName(created_by)}`}
            </span>
            <RelativeTime at={created_at} className="text-faint text-meta tabular-nums" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
