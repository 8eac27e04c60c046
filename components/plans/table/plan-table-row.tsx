'use client';

import { memo, type ReactNode, type Ref } from 'react';
import { PlanStatusLabel } from '@/components/status/held-status-label';
import { PlanBar } from '@/components/status/plan-bar';
import { useNow } from '@/components/ui/clock';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { classNames } from '@/lib/class-names';
import type { PlanTableRow as Plan } from '@/lib/dashboard/plan-table';
import { actorName } from '@/lib/format/actor-name';
import { clientName } from '@/lib/format/client-name';
import { elapsedMs, formatDuration, formatMinutes } from '@/lib/format/duration';
import { formatCost, usageDetails, usageWords } from '@/lib/format/usage';
import { columnLooks, type PlanColumn } from './plan-columns';
import type { SelectionAction } from './plan-selection';
import { RowCheckbox } from './row-checkbox';

export interface PlanTableRowProps {
  plan: Plan;
  /** Index of the row, from 0. */
  index: number;
  columns: (PlanColumn | 'task')[];
  isCompact: boolean;
  isChosen: boolean;
  onSelect: (act: SelectionAction) => void;
  ref: Ref<HTMLTableRowElement>;
}

/** A plan as a table row; on a phone, as two lines. */
export const PlanTableRow = memo(function PlanTableRow({
  plan,
  index,
  columns,
  isCompact,
  isChosen,
  onSelect,
  ref,
}: PlanTableRowProps) {
  return (
    <tr
      ref={ref}
      data-index={index}
      data-plan-row={plan.id}
      aria-rowindex={index + 2}
      onFocus={() => onSelect({ kind: 'focus', id: plan.id })}
      className={classNames(
        'relative border-line border-b transition-colors duration-150 focus-within:bg-hover hover:bg-hover',
        isChosen && 'bg-hover',
        'max-md:grid max-md:grid-cols-[auto_auto_minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-3 max-md:gap-y-0.5 max-md:px-3 max-md:py-2',
        isCompact ? 'md:h-7' : 'md:h-9',
      )}
    >
      <td className="max-md:col-start-1 max-md:row-span-2 max-md:row-start-1">
        <RowCheckbox
          label={`Select ${plan.parent_description ?? plan.task_title}`}
          isChecked={isChosen}
          onToggle={(isRange) => onSelect({ kind: 'toggle', id: plan.id, isRange })}
        />
      </td>
      {columns.map((column) => (
        <td
          key={column}
          className={classNames(
            'md:px-3',
            columnLooks[column].isNumber && 'whitespace-nowrap text-right text-meta text-muted tabular-nums',
            columnLooks[column].wide?.cell,
            phonePlaces[column] ?? 'max-md:hidden',
          )}
        >
          {cells[column](plan)}
        </td>
      ))}
    </tr>
  );
});

const phonePlaces: Partial<Record<PlanColumn | 'task', string>> = {
  task: 'max-md:col-span-3 max-md:col-start-2 max-md:row-start-1',
  status: 'max-md:col-start-2 max-md:row-start-2',
  progress: 'max-md:col-start-3 max-md:row-start-2',
  updated: 'max-md:col-start-4 max-md:row-start-2',
};

const cells: Record<PlanColumn | 'task', (plan: Plan) => ReactNode> = {
  status: (plan) => <PlanStatusLabel plan={plan} />,
  task: (plan) => (
    <div className="flex items-center gap-2">
      <Link
        href={`/plans/${plan.id}`}
        // Prefetching would request every page in the list.
        prefetch={false}
        dir="auto"
        data-plan-link
        className="block min-w-0 scroll-mt-24 scroll-mb-20 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
      >
        {plan.parent_description ?? plan.task_title}
        {plan.parent_description && <span className="ml-2 font-normal text-muted">{plan.task_title}</span>}
      </Link>
      <OriginMark plan={plan} />
    </div>
  ),
  type: (plan) => <Truncated text={plan.plan_type} />,
  progress: (plan) => (
    <div className="flex items-center gap-2">
      <PlanBar plan={plan} className="min-w-0 flex-1" />
      <span className="min-w-8 shrink-0 min-[96rem]:min-w-12 text-meta text-muted tabular-nums">
        {plan.completed_steps}/{plan.total_steps}
      </span>
    </div>
  ),
  step: (plan) => plan.current_description && <Truncated text={plan.current_description} />,
  estimate: (plan) => plan.estimated_duration !== null && formatMinutes(plan.estimated_duration),
  elapsed: (plan) => <Elapsed plan={plan} />,
  cost: ({ usage }) => <PlanUsage usage={usage} />,
  agent: (plan) => <Truncated text={actorName(plan.created_by)} />,
  created: (plan) => <RelativeTime at={plan.created_at} />,
  updated: (plan) => <RelativeTime at={plan.updated_at} />,
};

/** Shows what the plan with its sub-plans cost. */
function PlanUsage({ usage }: Pick<Plan, 'usage'>) {
  if (!usage) return <span className="text-faint">–</span>;
  return <span title={`${usageWords(usage)}: ${usageDetails(usage)}`}>{formatCost(usage)}</span>;
}

/** Names the coding agent whose run it shows, and whether it was imported. */
function OriginMark({ plan: { client, is_imported } }: { plan: Plan }) {
  const words = [client && clientName(client), is_imported && 'imported'].filter(Boolean);
  if (words.length === 0) return null;
  return <span className="max-w-40 shrink-0 truncate text-meta text-muted">{words.join(', ')}</span>;
}

function Truncated({ text }: { text: string }) {
  return (
    <span dir="auto" title={text} className="block truncate text-muted">
      {text}
    </span>
  );
}

function Elapsed({ plan }: { plan: Plan }) {
  const ms = elapsedMs(plan.started_at, plan.completed_at, useNow());
  if (ms === null) return null;
  const isOver = plan.estimated_duration !== null && ms > plan.estimated_duration * 60_000;
  return (
    <span
      className={isOver ? 'text-blocked' : undefined}
      title={isOver ? 'Longer than estimated' : undefined}
    >
      {formatDuration(ms)}
    </span>
  );
}
