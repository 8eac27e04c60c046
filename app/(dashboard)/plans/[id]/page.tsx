import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { FollowPlans } from '@/components/live/follow-plans';
import { loadLogParams } from '@/components/logs/log-search-params';
import { EvidenceMarks } from '@/components/plans/evidence/evidence-marks';
import { hiddenByFold } from '@/components/plans/hidden-by-fold';
import { PlanFold, type PlanFoldProps } from '@/components/plans/plan-fold';
import { PlanHeader } from '@/components/plans/plan-header';
import { PlanTimeSlider } from '@/components/plans/plan-panes';
import { PlanTabLinks } from '@/components/plans/plan-tab-links';
import { PlanForecast } from '@/components/plans/timeline/plan-forecast';
import { PlanCost } from '@/components/plans/usage/plan-cost';
import { Skeleton } from '@/components/ui/skeleton';
import type { PlanStatus } from '@/lib/agent-execution/agent-execution.types';
import { forecastPlan } from '@/lib/agent-execution/analytics';
import { isClosed } from '@/lib/agent-execution/state';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { listShares, revokeShare, sharePlan } from '../../share-actions';
import { movePlan, saveTemplate } from './actions';
import { readCompared } from './compared';
import { findEvidence } from './find-evidence';
import { findEarlierPlan, findPlan } from './find-plan';
import { findUsage } from './find-usage';
import { OpenDecisions } from './open-decisions';
import { PlanPane } from './plan-pane';
import { PlanSteps } from './plan-steps';
import { defaultPlanTab, planTabs, readPlanTab } from './plan-tabs';

export async function generateMetadata({ params }: PageProps<'/plans/[id]'>): Promise<Metadata> {
  const plan = await findPlan((await params).id);
  return { title: plan.parent?.step_description ?? plan.task.title };
}

export default async function PlanPage({ params, searchParams }: PageProps<'/plans/[id]'>) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const [plan, usage] = await Promise.all([findPlan(id), findUsage(id)]);
  const first = defaultPlanTab(plan.metadata);
  const tab = readPlanTab(query.tab, first);
  const past =
    typeof query.at === 'string' && /^\d{1,15}$/.test(query.at)
      ? await findEarlierPlan(plan, Number(query.at))
      : null;
  const counts: Partial<Record<string, number>> = {
    subtasks: plan.subtasks.length,
    versions: plan.version > 1 ? plan.version : 0,
  };
  const tabs = planTabs.map(({ name, label }) => ({ name, label, count: counts[name] }));
  return (
    <LeaseWatch planId={id} read={{ as_of: plan.as_of, leases: plan.leases }}>
      <FollowPlans
        ids={[...plan.sub_plans.map((sub) => sub.plan_id), ...(plan.parent ? [plan.parent.plan_id] : [])]}
      />
      <PlanFold
        plan={progressOf(past?.plan ?? plan)}
        isFolded={query.tab !== undefined || query.row !== undefined}
        head={
          <PlanHeader
            plan={plan}
            onMove={movePlan.bind(null, id)}
            onSaveTemplate={saveTemplate.bind(null, id)}
            shares={{ onList: listShares, onShare: sharePlan, onRevoke: revokeShare }}
          >
            {usage.total && <PlanCost usage={usage.total} />}
            {plan.metadata.captured === true && (
              <Suspense>
                <Marks planId={id} />
              </Suspense>
            )}
            {hasForecast(plan.status) && (
              <Suspense>
                <Forecast planId={id} />
              </Suspense>
            )}
          </PlanHeader>
        }
      >
        {!past && !isClosed(plan.status) && <OpenDecisions planId={id} />}
        {past && <PlanTimeSlider moments={past.moments} />}
        <div className="grid items-start gap-4 max-md:pb-16 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)] print:block">
          <div
            className={`min-w-0 lg:sticky lg:top-4 lg:flex lg:max-h-[calc(100dvh-2rem)] print:static print:max-h-none ${hiddenByFold}`}
          >
            <PlanSteps
              plan={past?.plan ?? plan}
              past={past && { at: past.at, until: Number(query.at) }}
              usage={usage.groups}
            />
          </div>
          <div className="@container min-w-0 scroll-mt-12 [--tabs:2.25rem] pointer-coarse:[--tabs:2.5rem] overflow-clip rounded-md border border-line bg-surface max-lg:min-h-[calc(100dvh-3rem)] lg:scroll-mt-0 print:mt-4 print:min-h-0 print:overflow-visible">
            <PlanTabLinks planId={id} tabs={tabs} first={first} active={tab} />
            <Suspense key={tab} fallback={<Skeleton className="m-3 h-48" />}>
              <PlanPane
                plan={plan}
                tab={tab}
                logParams={await loadLogParams(searchParams)}
                until={past && Number(query.at)}
                compared={readCompared(query, plan.version)}
              />
            </Suspense>
          </div>
        </div>
      </PlanFold>
    </LeaseWatch>
  );
}

/** The fold needs no more of the plan, which the steps have already. */
const progressOf = ({ id, status, completed_steps, total_steps }: PlanFoldProps['plan']) => ({
  id,
  status,
  completed_steps,
  total_steps,
});

/** A failed or paused plan has no forecast, because it is unknown when work resumes. */
const hasForecast = (status: PlanStatus) => status !== 'failed' && status !== 'paused';

async function Marks({ planId }: { planId: string }) {
  const evidence = await findEvidence(planId);
  return (
    <>
      <FollowPlans ids={evidence.plan_ids} />
      <EvidenceMarks evidence={evidence} />
    </>
  );
}

async function Forecast({ planId }: { planId: string }) {
  const db = await createServerClient();
  const [forecast, asOf] = await Promise.all([forecastPlan(db, planId), readDatabaseTime(db)]);
  return <PlanForecast forecast={forecast} asOf={asOf} />;
}
