import type { SubPlan } from '@/lib/agent-execution/agent-execution.types';
import { SubPlanBranch } from './sub-plan-branch';

export interface SubPlanLinksProps {
  subPlans: SubPlan[];
  /** The database's time when they were read. */
  readAt: string;
}

/** Lists the sub-plans of a step, which open to their own steps and sub-plans. */
export function SubPlanLinks({ subPlans, readAt }: SubPlanLinksProps) {
  return (
    <ul className="grid gap-1 pr-3 pb-2 pl-[calc(2.25rem+var(--lanes,0px))] text-meta">
      {subPlans.map((sub) => (
        <SubPlanBranch key={sub.plan_id} sub={sub} readAt={readAt} />
      ))}
    </ul>
  );
}
