'use client';

import { KnownFix } from '@/components/failures/known-fix';
import { heldStatus, type LeaseState } from '@/components/leases/lease-state';
import { usePlanLease } from '@/components/leases/lease-watch';
import { activityWords } from '@/components/leases/lease-words';
import { StatusLabel } from '@/components/status/status-label';
import { useNow } from '@/components/ui/clock';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { OverviewPlan, TroubledPlan } from '@/lib/dashboard/overview';
import { actorName } from '@/lib/format/actor-name';
import { elapsedMs, formatDuration, formatMinutes } from '@/lib/format/duration';

/** A plan in two lines: its task, and why it is listed. */
export function PlanLine({ plan }: { plan: OverviewPlan | TroubledPlan }) {
  const lease = usePlanLease(plan.id, plan.state === 'in_progress' ? plan.step_number : null);
  return (
    <li className="border-line border-b last:border-b-0">
      <Link
        href={`/plans/${plan.id}`}
        prefetch={false}
        data-row
        className="grid gap-0.5 px-3 py-2 -outline-offset-2 transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="flex min-w-0 items-center gap-2">
          <StatusLabel status={heldStatus(plan.state, lease)} isIconOnly />
          <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
            {plan.task_title}
          </span>
          <span className="shrink-0 text-muted tabular-nums">
            {plan.completed_steps}/{plan.total_steps}
          </span>
        </span>
        <span className="flex min-w-0 items-baseline gap-2 pl-5.5 text-meta text-muted">
          <PlanReason plan={plan} lease={lease} />
        </span>
      </Link>
    </li>
  );
}

type Reason = (plan: OverviewPlan, step: string, activity: string | null) => string;

const reasons: Partial<Record<OverviewPlan['state'], Reason>> = {
  quiet: (_, step) => `Quiet at step ${step}`,
  looping: (_, step, activity) => `Three equal failures in a row. ${activity ?? step}`,
  lost: (plan, step, activity) =>
    `${plan.lease_owner} lost its lease${activity === null ? ` on step ${step}` : `. ${activity}`}`,
};

/** The step of a captured run is its prompt, which the title repeats, so what the agent is doing takes its place. */
function PlanReason({ plan, lease }: { plan: OverviewPlan | TroubledPlan; lease: LeaseState | null }) {
  const activity = lease ? activityWords(lease) : null;
  const step = plan.step_number === null ? '' : `${plan.step_number} · ${plan.step_description}`;
  if (plan.state === 'in_progress') {
    return (
      <>
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {activity ?? (step || plan.plan_type)}
        </span>
        <span className="shrink-0">{actorName(plan.lease_owner ?? plan.created_by)}</span>
        <Running plan={plan} />
      </>
    );
  }
  const hasError = plan.state === 'blocked' || plan.state === 'failed';
  return (
    <>
      <span
        dir="auto"
        className={`min-w-0 flex-1 truncate ${hasError && plan.error_message ? (plan.state === 'failed' ? 'text-failed' : 'text-blocked') : ''}`}
      >
        {reasons[plan.state]?.(plan, step, activity) ?? ((hasError && plan.error_message) || step)}
      </span>
      {hasError && 'fix' in plan && plan.fix && <KnownFix fix={plan.fix} />}
      <RelativeTime at={plan.updated_at} className="shrink-0 tabular-nums" />
    </>
  );
}

/** Shows `14 of 30 min`: the elapsed time of a step and its estimate. */
function Running({ plan }: { plan: OverviewPlan }) {
  const now = useNow();
  const elapsed = elapsedMs(plan.started_at, null, now);
  if (elapsed === null) return null;
  const estimate = plan.estimated_duration === null ? '' : ` of ${formatMinutes(plan.estimated_duration)}`;
  return (
    <span className="shrink-0 text-in-progress tabular-nums">{`${formatDuration(elapsed)}${estimate}`}</span>
  );
}
