import { RunChoice, type RunOption } from '@/components/comparisons/run-choice';
import { RunSearch } from '@/components/comparisons/run-search';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanListItem } from '@/lib/agent-execution/agent-execution.types';
import type { RunReference } from '@/lib/agent-execution/comparisons';
import { createServerClient } from '@/lib/supabase/server';
import { findPlan } from '../plans/[id]/find-plan';

const MAX_PLANS = 50;

const optionOf = (plan: PlanListItem): RunOption => ({
  ...plan,
  run: { plan_id: plan.id },
  title: plan.task_title,
});

export interface ChooseRunsProps {
  left: RunReference | null;
  /** Words in the titles and types of the plans. */
  search: string | undefined;
}

/** Lists what a run can be compared with: other runs of its task and its versions first, then other plans. */
export async function ChooseRuns({ left, search }: ChooseRunsProps) {
  const execution = createAgentExecution(await createServerClient());
  const found = await execution.queryPlans({ search, limit: MAX_PLANS });
  if (left === null)
    return (
      <>
        <RunSearch />
        <RunChoice
          id="first-run"
          title="Choose the first run"
          left={null}
          options={found.map(optionOf)}
          isSearched={!!search}
        />
      </>
    );
  const plan = await findPlan(left.plan_id);
  const [sameTask, versions] = await Promise.all([
    execution.queryPlans({ task_id: plan.task_id, limit: MAX_PLANS }),
    execution.listPlanVersions(plan.id),
  ]);
  const others = (plans: PlanListItem[]) => plans.filter(({ id }) => id !== plan.id).map(optionOf);
  const ownVersions = versions
    .filter(({ version }) => version !== (left.version ?? plan.version))
    .map(({ version, created_at, created_by }) => ({
      run: { plan_id: plan.id, version },
      title: `Version ${version}`,
      status: plan.status,
      plan_type: plan.plan_type,
      created_at,
      created_by,
    }));
  return (
    <>
      <p className="text-muted">{`Compare “${plan.task.title}” (${plan.plan_type}) with another run.`}</p>
      <RunChoice
        id="same-task"
        title="Runs of the same task"
        left={left}
        options={[...others(sameTask), ...ownVersions]}
      />
      <RunSearch />
      <RunChoice
        id="other-plans"
        title="Other plans"
        left={left}
        isSearched={!!search}
        options={others(found.filter(({ task_id }) => task_id !== plan.task_id))}
      />
    </>
  );
}
