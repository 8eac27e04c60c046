import { GitCompareArrows, ListChecks, Plus } from 'lucide-react';
import { compareHref } from '@/components/comparisons/compare-href';
import { PlanStatusLabel } from '@/components/status/held-status-label';
import { PlanBar } from '@/components/status/plan-bar';
import { buttonClasses } from '@/components/ui/button';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TaskPlan } from '@/lib/dashboard/task-views';
import { actorName } from '@/lib/format/actor-name';
import { formatMinutes } from '@/lib/format/duration';
import { costWords, usageDetails, usageWords } from '@/lib/format/usage';
import { taskHref } from './task-href';

export interface TaskPlansProps {
  taskId: string;
  plans: TaskPlan[];
}

/** Shows the plans of a task, most recently updated first. */
export function TaskPlans({ taskId, plans }: TaskPlansProps) {
  const newPlan = (
    <Link href={`${taskHref(taskId)}/new-plan`} className={buttonClasses({ size: 'sm' })}>
      <Plus aria-hidden />
      New plan
    </Link>
  );
  if (plans.length === 0) {
    return (
      <Panel id="task-plans" title="Plans">
        <EmptyRow icon={ListChecks} title="No plans yet">
          <p>
            Agents create plans over the API. You can also plan the task yourself, from a template or from
            Markdown.
          </p>
          {newPlan}
        </EmptyRow>
      </Panel>
    );
  }
  return (
    <Panel
      id="task-plans"
      title="Plans"
      aside={
        <span className="flex gap-1">
          <CompareLink plans={plans} />
          {newPlan}
        </span>
      }
    >
      <ul>
        {plans.map((plan) => (
          <PlanLine key={plan.id} plan={plan} />
        ))}
      </ul>
    </Panel>
  );
}

/** Compares the two newest plans; there others can be chosen. */
function CompareLink({ plans: [right, left] }: Pick<TaskPlansProps, 'plans'>) {
  if (!left || !right) return null;
  const href = compareHref({ left: { plan_id: left.id }, right: { plan_id: right.id } });
  return (
    <Link href={href} prefetch={false} className={buttonClasses({ variant: 'ghost', size: 'sm' })}>
      <GitCompareArrows aria-hidden />
      Compare
    </Link>
  );
}

function PlanLine({ plan }: { plan: TaskPlan }) {
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-line border-b px-3 py-2 transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover @xl:grid-cols-[9.5rem_minmax(0,1fr)_8rem_6.5rem_5.5rem]">
      <PlanStatusLabel plan={plan} className="col-start-1 row-start-2 @xl:row-start-1" />
      <div className="col-span-2 row-start-1 flex min-w-0 items-baseline gap-2 @xl:col-span-1 @xl:col-start-2">
        <Link
          href={`/plans/${plan.id}`}
          prefetch={false}
          dir="auto"
          className="min-w-0 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
        >
          {plan.plan_type}
        </Link>
        <span className="min-w-0 shrink-[9] truncate text-faint text-meta">
          by {actorName(plan.created_by)}
          {plan.version > 1 && `, version ${plan.version}`}
        </span>
      </div>
      <div className="col-start-1 row-start-3 flex items-center gap-2 @xl:col-start-3 @xl:row-start-1">
        <PlanBar plan={plan} className="min-w-0 flex-1" />
        <span className="shrink-0 text-meta text-muted tabular-nums">
          {plan.completed_steps}/{plan.total_steps}
        </span>
      </div>
      <span
        title={plan.usage ? `${usageWords(plan.usage)}: ${usageDetails(plan.usage)}` : undefined}
        className="relative col-start-2 row-start-3 text-right text-meta text-muted tabular-nums @xl:col-start-4 @xl:row-start-1"
      >
        {plan.usage
          ? costWords(plan.usage)
          : plan.estimated_duration !== null && `${formatMinutes(plan.estimated_duration)} est.`}
      </span>
      <RelativeTime
        at={plan.updated_at}
        className="col-start-2 row-start-2 whitespace-nowrap text-right text-meta text-muted tabular-nums @xl:col-start-5 @xl:row-start-1"
      />
    </li>
  );
}
