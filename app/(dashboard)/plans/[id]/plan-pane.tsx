import { FollowPlans } from '@/components/live/follow-plans';
import { hasLogFilters, type LogParams, serializeLogParams } from '@/components/logs/log-search-params';
import { AdherenceGroup } from '@/components/plans/evidence/adherence-group';
import {
  ContextPane,
  EvidencePane,
  HistoryPane,
  LogPane,
  LogProof,
  RawPane,
  SteeringPane,
  SubtasksPane,
  VersionsPane,
} from '@/components/plans/plan-panes';
import { planAdherence } from '@/lib/agent-execution/adherence';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { queryContext } from '@/lib/agent-execution/context';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { createServerClient } from '@/lib/supabase/server';
import { deleteBudget, setBudget } from '../../budget-actions';
import { loadLog, loadLogPage } from '../../logs/actions';
import { findFirstLogs, logScopeOf } from '../../logs/log-view';
import { createSubtasks, loadPack, revertPlan, sendMessage } from './actions';
import type { Compared } from './compared';
import { findEvidence } from './find-evidence';
import type { PlanTab } from './plan-tabs';
import { stepNamesOf } from './step-names';
import { TranscriptPane } from './transcript-pane';

/** The actions that change the plan itself, not only its progress. */
const PLAN_CHANGES = ['create_plan', 'update_plan', 'edit_step', 'add_step', 'reorder_steps', 'replan'];
/** The log has older ones. */
const MAX_CHANGES = 200;

export interface PlanPaneProps {
  plan: PlanWithDetails;
  tab: PlanTab;
  logParams: LogParams;
  /** The newest row of the log while an earlier state of the plan is shown; null now. */
  until: number | null;
  compared: Compared;
}

/** Shows the open tab and reads only its data. */
export async function PlanPane({ plan, tab, logParams, until, compared }: PlanPaneProps) {
  switch (tab) {
    case 'transcript':
      return <TranscriptPane plan={plan} params={logParams} until={until} />;
    case 'log':
      return <PlanLog plan={plan} params={logParams} until={until} />;
    case 'steering': {
      const execution = createAgentExecution(await createServerClient());
      const [messages, budgets] = await Promise.all([
        execution.listMessages(plan.id),
        execution.listBudgets({ plan_id: plan.id }),
      ]);
      const targets = [
        { name: 'This plan', plan_id: plan.id },
        { name: 'Its task', task_id: plan.task.id },
      ];
      return (
        <SteeringPane
          messages={messages}
          onSend={sendMessage.bind(null, plan.id)}
          budgets={{ targets, budgets, onSet: setBudget, onDelete: deleteBudget }}
        />
      );
    }
    case 'evidence': {
      const { cwd } = plan.metadata;
      const [evidence, adherence] = await Promise.all([
        findEvidence(plan.id),
        createServerClient().then((db) => planAdherence(db, plan.id)),
      ]);
      return (
        <>
          <FollowPlans ids={evidence.plan_ids} />
          <EvidencePane evidence={evidence} folder={typeof cwd === 'string' ? cwd : undefined} />
          {adherence.calls + adherence.steps_done > 0 && <AdherenceGroup adherence={adherence} />}
        </>
      );
    }
    case 'context': {
      const entries = await queryContext(await createServerClient(), { plan_id: plan.id, limit: 1000 });
      return <ContextPane planId={plan.id} entries={entries} onLoadPack={loadPack.bind(null, plan.id)} />;
    }
    case 'subtasks':
      return <SubtasksPane subtasks={plan.subtasks} onCreate={createSubtasks.bind(null, plan.id)} />;
    case 'history': {
      const execution = createAgentExecution(await createServerClient());
      const changes = await execution.queryLogs({
        plan_id: plan.id,
        action_type: PLAN_CHANGES,
        limit: MAX_CHANGES,
        ...(until !== null && { cursor: String(until + 1) }),
      });
      return (
        <HistoryPane
          changes={changes}
          logHref={changes.next_cursor === null ? null : `?tab=log&action=${PLAN_CHANGES.join(',')}`}
        />
      );
    }
    case 'versions': {
      const execution = createAgentExecution(await createServerClient());
      const [versions, comparison] = await Promise.all([
        execution.listPlanVersions(plan.id),
        execution.comparePlanVersions(plan.id, compared.from, compared.to),
      ]);
      return (
        <VersionsPane
          versions={versions}
          comparison={comparison}
          isOpen={plan.status !== 'cancelled'}
          onRevert={revertPlan.bind(null, plan.id)}
        />
      );
    }
    case 'raw':
      return (
        <div className="p-3">
          <RawPane text={stringifyExact(plan, 2)} label="Plan as JSON" />
        </div>
      );
  }
}

interface PlanLogProps extends Pick<PlanPaneProps, 'plan' | 'until'> {
  params: LogParams;
}

async function PlanLog({ plan, params, until }: PlanLogProps) {
  const scope = { ...logScopeOf(params, plan.id), until };
  return (
    <>
      <LogProof planId={plan.id} lastSeq={plan.last_seq} />
      <LogPane
        viewKey={`${serializeLogParams(params)} ${until ?? ''}`}
        first={await findFirstLogs(await createServerClient(), scope)}
        isFiltered={hasLogFilters(params)}
        order={params.order}
        openRow={params.row}
        isPast={until !== null}
        stepNames={stepNamesOf(plan)}
        onLoadPage={loadLogPage.bind(null, scope)}
        onLoadLog={loadLog}
      />
    </>
  );
}
