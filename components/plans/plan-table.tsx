import Link from 'next/link';
import { ProgressBar } from '@/components/ui/progress-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlanListItem } from '@/lib/agent-execution/agent-execution.types';
import { formatMinutes } from '@/lib/format/duration';
import { statusLooks } from './plan-statuses';
import { StatusLabel } from './status-label';

const heads = ['Status', 'Task', 'Progress', 'Estimate', 'Agent', 'Updated'];

/** A table; on a phone each row becomes a small card of the same cells. */
export function PlanTable({ plans }: { plans: PlanListItem[] }) {
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <table className="w-full table-fixed max-md:block">
        <colgroup className="max-md:hidden">
          <col className="w-40" />
          <col />
          <col className="w-36 xl:w-44" />
          <col className="w-24 xl:w-28" />
          <col className="hidden w-36 xl:table-column" />
          <col className="w-24 xl:w-28" />
        </colgroup>
        <thead className="max-md:sr-only">
          <tr className="border-line border-b">
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className={`h-8 px-3 text-left font-medium text-faint text-meta ${
                  head === 'Estimate' || head === 'Updated' ? 'text-right' : ''
                } ${head === 'Agent' ? 'hidden xl:table-cell' : ''}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:block">
          {plans.map((plan) => (
            <PlanTableRow key={plan.id} plan={plan} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PlanTableRow({ plan }: { plan: PlanListItem }) {
  return (
    <tr className="relative border-line border-b transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:gap-y-1 max-md:px-3 max-md:py-2.5 md:h-9">
      <td className="max-md:col-start-1 max-md:row-start-2 md:px-3">
        <StatusLabel status={plan.status} />
      </td>
      <td className="max-md:col-span-2 max-md:row-start-1 md:px-3">
        <div className="flex min-w-0 items-baseline gap-2">
          <Link
            href={`/plans/${plan.id}`}
            // A page of plans would ask for fifty pages.
            prefetch={false}
            dir="auto"
            className="min-w-0 truncate font-medium -outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
          >
            {plan.task_title}
          </Link>
          <span className="min-w-12 max-w-40 shrink-[99] truncate text-faint text-meta">
            {plan.plan_type}
          </span>
        </div>
      </td>
      <td className="max-md:col-start-1 max-md:row-start-3 md:px-3">
        <div className="flex items-center gap-2">
          <ProgressBar
            value={plan.completed_steps}
            max={plan.total_steps}
            label={`${plan.completed_steps} of ${plan.total_steps} steps done`}
            tone={statusLooks[plan.status].background}
            className="min-w-0 flex-1"
          />
          <span className="w-12 shrink-0 text-meta text-muted tabular-nums">
            {plan.completed_steps}/{plan.total_steps}
          </span>
        </div>
      </td>
      <td className="text-right text-meta text-muted tabular-nums max-md:col-start-2 max-md:row-start-3 max-md:self-center md:px-3">
        {plan.estimated_duration !== null && formatMinutes(plan.estimated_duration)}
      </td>
      <td className="hidden truncate px-3 text-muted xl:table-cell" title={plan.created_by}>
        {plan.created_by}
      </td>
      <td className="whitespace-nowrap text-right text-meta text-muted tabular-nums max-md:col-start-2 max-md:row-start-2 max-md:self-center md:px-3">
        <RelativeTime at={plan.updated_at} />
      </td>
    </tr>
  );
}
