'use client';

import { formatPlanTime } from '@/components/plans/timeline/plan-timing';
import { statusLooks } from '@/components/status/status-looks';
import { useNow } from '@/components/ui/clock';
import { ProgressBar } from '@/components/ui/progress-bar';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { formatPercent } from '@/lib/format/percent';

/** Shows the completed steps, and the elapsed time against the estimate. */
export function PlanProgress({ plan }: { plan: PlanWithDetails }) {
  const now = useNow();
  return (
    <div className="grid gap-2 border-line border-b px-3 py-3">
      <div className="flex flex-wrap items-baseline gap-x-2 tabular-nums">
        <span className="font-semibold text-heading">
          {formatPercent(plan.completed_steps / Math.max(1, plan.total_steps))}
        </span>
        <span className="text-muted">
          {plan.completed_steps}/{plan.total_steps} steps
        </span>
        <span className="ml-auto text-muted">{formatPlanTime(plan, now)}</span>
      </div>
      <ProgressBar
        value={plan.completed_steps}
        max={plan.total_steps}
        label={`${plan.completed_steps} of ${plan.total_steps} steps done`}
        tone={statusLooks[plan.status].background}
      />
    </div>
  );
}
