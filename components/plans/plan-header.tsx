import { CornerLeftUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { PlanStatusLabel } from '@/components/status/held-status-label';
import { taskHref } from '@/components/tasks/task-href';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { Link } from '@/components/ui/link';
import { PageTitle } from '@/components/ui/page-title';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { actorName } from '@/lib/format/actor-name';
import { ClientMark } from './client-mark';
import { hiddenByFold } from './hidden-by-fold';
import { ImportedMark } from './imported-mark';
import { PlanControls, type PlanControlsProps } from './plan-controls';

export interface PlanHeaderProps {
  plan: PlanWithDetails;
  /** Without it the plan cannot be changed. */
  onMove?: PlanControlsProps['onMove'];
  onSaveTemplate?: PlanControlsProps['onSaveTemplate'];
  shares?: PlanControlsProps['shares'];
  /** The forecast of the plan's end, if there is one. */
  children?: ReactNode;
}

/** Shows the task, or the step that a sub-plan executes, and the progress of the plan. */
export function PlanHeader({ plan, onMove, onSaveTemplate, shares, children }: PlanHeaderProps) {
  const { client, imported } = plan.metadata;
  const isCaptured = typeof client === 'string';
  // The mark of the client says the same in less room.
  const ofOthers = `break-text ${isCaptured ? 'max-sm:hidden' : ''}`;
  return (
    <header className="mb-4 grid gap-1 max-lg:group-data-folded/plan:mb-3">
      <Breadcrumb
        trail={[
          { text: 'Plans', href: '/plans' },
          { text: plan.task.id, href: taskHref(plan.task.id), isId: true },
        ]}
      />
      <div className="flex items-start justify-between gap-4">
        <PageTitle text={plan.parent?.step_description ?? plan.task.title} />
        {onMove && onSaveTemplate && (
          <PlanControls plan={plan} onMove={onMove} onSaveTemplate={onSaveTemplate} shares={shares} />
        )}
      </div>
      <p className={`flex flex-wrap items-center gap-x-3 gap-y-1 text-muted ${hiddenByFold}`}>
        <PlanStatusLabel plan={plan} />
        <span className={ofOthers}>{plan.plan_type}</span>
        <span className={ofOthers}>by {actorName(plan.created_by)}</span>
        <span>
          updated <RelativeTime at={plan.updated_at} />
        </span>
        {isCaptured && <ClientMark client={client} isImported={imported === true} />}
        <ImportedMark metadata={plan.metadata} />
        {children}
        {plan.version > 1 && (
          <Link
            href="?tab=versions"
            scroll={false}
            className="rounded-sm tabular-nums hover:text-ink hover:underline"
          >
            version {plan.version}
          </Link>
        )}
      </p>
      {plan.parent && (
        <p className={`flex min-w-0 items-center gap-1.5 text-muted ${hiddenByFold}`}>
          <CornerLeftUp aria-hidden className="size-3.5 shrink-0 text-faint" />
          <span className="shrink-0">{`Carries out step ${plan.parent.step_number} of`}</span>
          <Link
            href={`/plans/${plan.parent.plan_id}`}
            title={plan.parent.step_description}
            className="truncate rounded-sm font-medium text-ink hover:underline"
          >{`${plan.parent.task_title} (${plan.parent.plan_type})`}</Link>
        </p>
      )}
    </header>
  );
}
