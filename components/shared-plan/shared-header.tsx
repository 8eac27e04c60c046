import { EyeOff } from 'lucide-react';
import { formatPlanTime } from '@/components/plans/timeline/plan-timing';
import { LogoMark } from '@/components/shell/logo';
import { PlanBar } from '@/components/status/plan-bar';
import { StatusLabel } from '@/components/status/status-label';
import { WORK_HINT } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/percent';
import { addUsage, usageWords } from '@/lib/format/usage';
import type { SharedPlan } from '@/lib/shares/shared-plan';
import { SharedTime } from './shared-time';

/** Shows what the plan is about, how far it is, what it cost, and what this page omits. */
export function SharedHeader({ shared }: { shared: SharedPlan }) {
  const { title, reasoning, plan, steps, usage, expiresAt } = shared;
  const time = formatPlanTime({ ...plan, steps }, Date.parse(plan.as_of));
  return (
    <header className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
        <span className="flex items-center gap-2 font-semibold text-ink">
          <LogoMark />
          Agent Execution
        </span>
        <span>
          Shared plan, read-only. The link ends <SharedTime at={expiresAt} />.
        </span>
      </div>
      <div className="grid gap-1">
        <h1 dir="auto" className="break-text font-semibold text-title">
          {title}
        </h1>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
          <StatusLabel status={plan.status} />
          <span className="break-text">{plan.plan_type}</span>
          <span>
            as of <SharedTime at={plan.as_of} />
          </span>
        </p>
      </div>
      <section aria-label="Progress" className="grid gap-2 rounded-md border border-line bg-surface p-3">
        <p className="flex flex-wrap items-baseline gap-x-3 tabular-nums">
          <span className="font-semibold text-heading">
            {formatPercent(plan.completed_steps / Math.max(1, plan.total_steps))}
          </span>
          <span className="text-muted">
            {plan.completed_steps}/{plan.total_steps} steps
          </span>
          {time && (
            <span title={WORK_HINT} className="text-muted">
              {time}
            </span>
          )}
          <span className="text-muted">
            {usage.length === 0 ? 'cost unknown' : usageWords(addUsage(usage))}
          </span>
        </p>
        <PlanBar plan={plan} />
        {reasoning && (
          <p dir="auto" className="break-text max-w-prose whitespace-pre-line text-muted">
            {reasoning}
          </p>
        )}
      </section>
      <p className="flex items-start gap-1.5 text-faint text-meta">
        <EyeOff aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        Secrets, e-mail addresses and home folders are removed from this page. The page does not update by
        itself.
      </p>
    </header>
  );
}
