/** The budgets of a person with the names of what they belong to. */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type Budget, listBudgets } from '@/lib/agent-execution/budgets';

export interface NamedBudget extends Budget {
  name: string;
  /** The page of the plan or task. */
  href: string | null;
}

const present = (ids: (string | null | undefined)[]) => [...new Set(ids.flatMap((id) => id ?? []))];

async function readNames(db: AgentExecutionClient, budgets: Budget[]) {
  const [plans, keys] = await Promise.all([
    db
      .from('agent_execution_plans')
      .select('id,task_id,plan_type')
      .in('id', present(budgets.map(({ plan_id }) => plan_id))),
    db
      .from('agent_api_keys')
      .select('id,name')
      .in('id', present(budgets.map(({ agent_key_id }) => agent_key_id))),
  ]);
  const planRows = unwrap(plans);
  const taskIds = present([
    ...planRows.map((plan) => plan.task_id),
    ...budgets.map(({ task_id }) => task_id),
  ]);
  const tasks = await db.from('deep_work_tasks').select('id,title').in('id', taskIds);
  return {
    plans: new Map(planRows.map((plan) => [plan.id, plan])),
    keys: new Map(unwrap(keys).map(({ id, name }) => [id, name])),
    titles: new Map(unwrap(tasks).map(({ id, title }) => [String(id), title])),
  };
}

/** Returns all budgets of the caller, named after their plan, task or key. */
export async function listNamedBudgets(db: AgentExecutionClient): Promise<NamedBudget[]> {
  const budgets = await listBudgets(db);
  if (budgets.length === 0) return [];
  const { plans, keys, titles } = await readNames(db, budgets);
  return budgets.map((budget) => {
    const { plan_id, task_id, agent_key_id } = budget;
    if (plan_id !== null) {
      const plan = plans.get(plan_id);
      const title = titles.get(plan?.task_id ?? '') ?? 'Plan';
      return { ...budget, name: plan ? `${title} (${plan.plan_type})` : title, href: `/plans/${plan_id}` };
    }
    if (task_id !== null)
      return {
        ...budget,
        name: titles.get(task_id) ?? 'Task',
        href: `/tasks/${encodeURIComponent(task_id)}`,
      };
    return { ...budget, name: keys.get(agent_key_id ?? '') ?? 'Agent key', href: null };
  });
}
