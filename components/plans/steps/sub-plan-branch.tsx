'use client';

import { useState } from 'react';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { PlanStatusLabel } from '@/components/status/held-status-label';
import { StatusLabel } from '@/components/status/status-label';
import { Link } from '@/components/ui/link';
import { OpenChevron } from '@/components/ui/open-chevron';
import { Skeleton } from '@/components/ui/skeleton';
import { useApiQuery } from '@/components/ui/use-api-query';
import type { PlanWithDetails, SubPlan } from '@/lib/agent-execution/agent-execution.types';

interface SubPlanBranchProps {
  sub: SubPlan;
  readAt: string;
}

/** Shows a sub-plan as a line that links to it. It opens to its steps, with their sub-plans below them. */
export function SubPlanBranch({ sub, readAt }: SubPlanBranchProps) {
  const [isOpen, setIsOpen] = useState(false);
  const name = `Sub-plan: ${sub.plan_type}`;
  return (
    <li className="min-w-0">
      <div className="flex min-w-0 items-center gap-1.5">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Steps of ${name}`}
          onClick={() => setIsOpen(!isOpen)}
          className="flex size-4 shrink-0 items-center justify-center rounded-sm text-faint hover:text-ink pointer-coarse:size-10"
        >
          <OpenChevron isOpen={isOpen} className="" />
        </button>
        <Link href={`/plans/${sub.plan_id}`} className="truncate rounded-sm font-medium hover:underline">
          {name}
        </Link>
        <LeaseWatch planId={sub.plan_id} read={{ as_of: readAt, leases: sub.leases }}>
          <PlanStatusLabel plan={{ id: sub.plan_id, status: sub.status }} />
        </LeaseWatch>
        <span className="shrink-0 text-faint tabular-nums">
          {sub.completed_steps}/{sub.total_steps}
        </span>
      </div>
      {/* A sub-plan that has moved on is read again. */}
      {isOpen && <SubPlanSteps key={`${sub.status} ${sub.completed_steps}`} planId={sub.plan_id} />}
    </li>
  );
}

function SubPlanSteps({ planId }: { planId: string }) {
  const { data, error } = useApiQuery<PlanWithDetails>(`/plans/${planId}`);
  if (error) return <p className="pl-6 text-muted">{`${error.message} ${error.hint}`}</p>;
  if (!data) return <Skeleton className="mt-1 ml-6 h-8" />;
  return (
    <ol className="mt-1 ml-2 grid gap-1 border-line border-l pl-3.5">
      {data.steps.map((step) => (
        <li key={step.step_number} className="min-w-0">
          <span className="flex min-w-0 items-center gap-1.5">
            <StatusLabel status={step.status} isIconOnly />
            <span className="shrink-0 text-faint tabular-nums">{step.step_number}</span>
            <span dir="auto" className="min-w-0 truncate" title={step.description}>
              {step.description}
            </span>
          </span>
          <ul className="grid gap-1 pl-3">
            {(data.sub_plans ?? [])
              .filter((sub) => sub.step_number === step.step_number)
              .map((sub) => (
                <SubPlanBranch key={sub.plan_id} sub={sub} readAt={data.as_of} />
              ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
