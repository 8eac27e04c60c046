import { CornerDownRight } from 'lucide-react';
import { Link } from '@/components/ui/link';
import type { SubPlan } from '@/lib/agent-execution/agent-execution.types';
import { StatusLabel } from './status-label';

/** The plans that do a step. */
export function SubPlanLinks({ subPlans }: { subPlans: SubPlan[] }) {
  if (subPlans.length === 0) return null;
  return (
    <ul className="grid gap-1 pr-3 pb-2 pl-[3.625rem] text-meta">
      {subPlans.map((sub) => (
        <li key={sub.plan_id} className="flex min-w-0 items-center gap-1.5">
          <CornerDownRight aria-hidden className="size-3.5 shrink-0 text-faint" />
          <Link
            href={`/plans/${sub.plan_id}`}
            className="truncate rounded-sm font-medium hover:underline"
          >{`Sub-plan: ${sub.plan_type}`}</Link>
          <StatusLabel status={sub.status} />
          <span className="shrink-0 text-faint tabular-nums">
            {sub.completed_steps}/{sub.total_steps}
          </span>
        </li>
      ))}
    </ul>
  );
}
