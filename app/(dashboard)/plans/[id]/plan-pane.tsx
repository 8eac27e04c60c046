import { ContextList } from '@/components/context/context-list';
import { LogTimeline } from '@/components/logs/log-timeline';
import { SubtaskList } from '@/components/tasks/subtask-list';
import { OutputBox } from '@/components/ui/output-box';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { createServerClient } from '@/lib/supabase/server';
import { createSubtasks, loadLog, loadLogPage } from './actions';
import { queryLogPage } from './log-page';
import type { PlanTab } from './plan-tabs';

/** What the open tab shows; only its data is read. */
export async function PlanPane({ plan, tab }: { plan: PlanWithDetails; tab: PlanTab }) {
  switch (tab) {
    case 'log':
      return <LogPane plan={plan} />;
    case 'context': {
      const execution = createAgentExecution(await createServerClient());
      return <ContextList entries={await execution.queryContext({ plan_id: plan.id, limit: 1000 })} />;
    }
    case 'subtasks':
      return <SubtaskList subtasks={plan.subtasks} onCreate={createSubtasks.bind(null, plan.id)} />;
    case 'raw':
      return (
        <div className="p-3">
          <OutputBox text={JSON.stringify(plan, null, 2)} label="Plan as JSON" />
        </div>
      );
  }
}

async function LogPane({ plan }: { plan: PlanWithDetails }) {
  const execution = createAgentExecution(await createServerClient());
  return (
    <LogTimeline
      newest={await queryLogPage(execution, plan.id)}
      stepNames={Object.fromEntries(
        plan.steps.map((step) => [step.step_number, step.description.slice(0, 200)]),
      )}
      onLoadPage={loadLogPage.bind(null, plan.id)}
      onLoadLog={loadLog.bind(null, plan.id)}
    />
  );
}
