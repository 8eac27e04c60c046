import type { ReactNode } from 'react';
import { taskHref } from '@/components/tasks/task-href';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { PlanControls, type PlanControlsProps } from './plan-controls';
import { StatusLabel } from './status-label';

export interface PlanHeaderProps {
  plan: PlanWithDetails;
  onMove: PlanControlsProps['onMove'];
  /** When it will be done, as far as that is known. */
  children?: ReactNode;
}

/** What the plan is for and where it stands. */
export function PlanHeader({ plan, onMove, children }: PlanHeaderProps) {
  return (
    <header className="mb-4 grid gap-1">
      <Breadcrumb
        trail={[
          { text: 'Plans', href: '/plans' },
          { text: plan.task.id, href: taskHref(plan.task.id), isId: true },
        ]}
      />
      <div className="flex items-start justify-between gap-4">
        <h1 dir="auto" className="break-text line-clamp-3 min-w-0 font-semibold text-title">
          {plan.task.title}
        </h1>
        <PlanControls plan={plan} onMove={onMove} />
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
        <StatusLabel status={plan.status} />
        <span className="break-text">{plan.plan_type}</span>
        <span className="break-text">by {plan.created_by}</span>
        <span>
          updated <RelativeTime at={plan.updated_at} />
        </span>
        {children}
        {plan.version > 1 && <span className="tabular-nums">version {plan.version}</span>}
      </p>
    </header>
  );
}
