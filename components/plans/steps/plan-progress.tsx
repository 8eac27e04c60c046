'use client';

import { formatPlanTime, workedUntil } from '@/components/plans/timeline/plan-timing';
import { statusLooks } from '@/components/status/status-looks';
import { useNow } from '@/components/ui/clock';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { ELAPSED_HINT, elapsedMs, formatDuration, WORK_HINT } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/percent';
import { StateFilter, type StateFilterProps } from './state-filter';

export interface PlanProgressProps extends StateFilterProps {
  plan: PlanWithDetails;
}

/** Shows how many steps are in each state, and the elapsed time against the estimate. */
export function PlanProgress({ plan, ...filter }: PlanProgressProps) {
  const now = useNow();
  const { segments } = filter;
  const work = formatPlanTime(plan, now);
  const elapsed = elapsedMs(plan.started_at, plan.completed_at, workedUntil(plan, now));
  return (
    <div className="grid gap-2 border-line border-b px-3 pt-3 pb-1.5">
      <div className="flex flex-wrap items-baseline gap-x-2 tabular-nums">
        <span className="font-semibold text-heading">
          {formatPercent(plan.completed_steps / Math.max(1, plan.total_steps))}
        </span>
        <span className="text-muted">
          {plan.completed_steps}/{plan.total_steps} steps
        </span>
        <span className="ml-auto text-muted">
          <span title={WORK_HINT}>{work}</span>
          {elapsed !== null && work !== '' && ', '}
          {elapsed !== null && <span title={ELAPSED_HINT}>{formatDuration(elapsed)} elapsed</span>}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={`${plan.completed_steps} of ${plan.total_steps} steps done`}
        aria-valuemin={0}
        aria-valuemax={plan.total_steps}
        aria-valuenow={plan.completed_steps}
        className="flex h-2 gap-px overflow-hidden rounded-full bg-line"
      >
        {segments.map(({ state, count }) => (
          <span
            key={state}
            className={classNames(
              'min-w-0.5 transition-[flex-grow] duration-180',
              state !== 'pending' && statusLooks[state].background,
            )}
            style={{ flexGrow: count }}
          />
        ))}
      </div>
      <StateFilter {...filter} />
    </div>
  );
}
