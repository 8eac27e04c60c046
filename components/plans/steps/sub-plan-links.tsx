import { CornerDownRight } from 'lucide-react';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { PlanStatusLabel } from '@/components/status/held-status-label';
import { Link } from '@/components/ui/link';
import type { SubPlan } from '@/lib/agent-execution/agent-execution.types';

export interface SubPlanLinksProps {
  subPlans: SubPlan[];
  /** The database's time when they were read. */
  readAt: string;
}

/** Links to the sub-plans of a step. */
export function SubPlanLinks({ subPlans, readAt }: SubPlanLinksProps) {
  return (
    <ul className="grid gap-1 pr-3 pb-2 pl-[calc(3.625rem+var(--lanes,0px))] text-meta">
      {subPlans.map((sub) => (
        <li key={sub.plan_id} className="flex min-w-0 items-center gap-1.5">
          <CornerDownRight aria-hidden className="size-3.5 shrink-0 text-faint" />
          <Link
            href={`/plans/${sub.plan_id}`}
            className="truncate rounded-sm font-medium hover:underline"
          >{`Sub-plan: ${sub.plan_type}`}</Link>
          <LeaseWatch planId={sub.plan_id} read={{ as_of: readAt, leases: sub.leases }}>
            <PlanStatusLabel plan={{ id: sub.plan_id, status: sub.status }} />
          </LeaseWatch>
          <span className="shrink-0 text-faint tabular-nums">
            {sub.completed_steps}/{sub.total_steps}
          </span>
        </li>
      ))}
    </ul>
  );
}
