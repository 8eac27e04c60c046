/**
 * Working examples of the service. Each function does one thing that agents or apps do. A test runs every function against a real
 * database.
 */
import type { AgentExecution } from './agent-execution.service';
import type {
  AgentExecutionClient,
  ContextEntry,
  Json,
  Log,
  Plan,
  PlanListItem,
  PlanStep,
  PlanWithDetails,
  Step,
} from './agent-execution.types';
import type { FoundContext } from './context-search';
import type { Decision } from './decisions';
import type { PlanAt } from './plan-at';

/** Creates a plan for a task. */
export function createResearchPlan(agentExecution: AgentExecution, task_id: string): Promise<Plan> {
  return agentExecution.createPlan({
    task_id,
    plan_type: 'research',
    steps: [
      {
        step: 1,
        action: 'search',
        description: 'Search for first-principles frameworks',
        estimated_duration: 30,
      },
      { step: 2, action: 'analyze', description: 'Analyze findings', estimated_duration: 45 },
    ],
    reasoning: 'Research first-principles thinking methodology',
  });
}

/** Logs that a step is complete. The step moves in the same transaction. */
export function logProgress(agentExecution: AgentExecution, plan: Plan): Promise<Log> {
  return agentExecution.addLog({
    plan_id: plan.id,
    step_number: 1,
    action_type: 'complete_step',
    description: 'Completed research phase',
    after_state: { findings_count: 15 },
    agent_confidence: 0.95,
  });
}

/** Makes a link that shows the plan without a sign-in for a day, and returns its address. Only its owner may. */
export async function shareForADay(
  agentExecution: AgentExecution,
  plan: Plan,
  origin: string,
): Promise<string> {
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const { token } = await agentExecution.sharePlan(plan.id, { expires_at });
  return `${origin}/shared/${token}`;
}

/** Asks a person, and waits up to a minute for the answer. Nothing is allowed by the end of the wait. */
export async function askWhereToDeploy(agentExecution: AgentExecution, plan: Plan): Promise<Decision> {
  const { id } = await agentExecution.ask({
    plan_id: plan.id,
    step_number: 2,
    question: 'Where may I deploy?',
    options: [{ label: 'Staging' }, { label: 'Production', description: 'Users see it at once' }],
  });
  return agentExecution.awaitDecision(id, 60);
}

/** Stores a finding for later sessions. */
export function storeContext(agentExecution: AgentExecution, plan: Plan): Promise<ContextEntry> {
  return agentExecution.setContext({
    task_id: plan.task_id,
    plan_id: plan.id,
    context_type: 'research',
    context_key: 'key_findings',
    context_value: 'First-principles requires questioning assumptions',
    metadata: { source: 'academic_paper' },
  });
}

/** Sets the status of a plan and its reasoning. */
export function reportProgress(agentExecution: AgentExecution, plan: Plan): Promise<Plan> {
  return agentExecution.updatePlan({
    plan_id: plan.id,
    current_step: 2,
    status: 'in_progress',
    agent_reasoning: 'Research phase complete, starting analysis',
  });
}

/** Returns a plan with its log and context. */
export function getFullPlan(agentExecution: AgentExecution, planId: string): Promise<PlanWithDetails> {
  const includeLogs = true;
  const includeContext = true;
  return agentExecution.getPlan(planId, includeLogs, includeContext);
}

/** Returns the plans in progress, and the plans of a task. */
export async function queryPlans(
  agentExecution: AgentExecution,
  task_id: string,
): Promise<{ activePlans: PlanListItem[]; taskPlans: PlanListItem[] }> {
  const activePlans = await agentExecution.queryPlans({ status: 'in_progress' });
  const taskPlans = await agentExecution.queryPlans({ task_id });
  return { activePlans, taskPlans };
}

/** Returns the context of one type, and the context of a task. */
export async function searchContext(
  agentExecution: AgentExecution,
  taskId: string,
): Promise<{ research: ContextEntry[]; taskContext: ContextEntry[] }> {
  const research = await agentExecution.queryContext({ context_type: 'research' });
  const taskContext = await agentExecution.getContext(taskId);
  return { research, taskContext };
}

/** Searches the context at the start of a session. Returns the best matches first. */
export async function recall(agentExecution: AgentExecution, question: string): Promise<FoundContext[]> {
  const { entries } = await agentExecution.searchContext({ query: question, limit: 5 });
  return entries;
}

/** Sets several entries at once: one expires after a day, and one is set only if it has not changed since it was read. */
export async function storeContexts(
  agentExecution: AgentExecution,
  plan: Plan,
  known: ContextEntry,
): Promise<ContextEntry[]> {
  return agentExecution.setContexts([
    {
      plan_id: plan.id,
      context_type: 'decisions',
      context_key: 'method',
      context_value: 'Compare six frameworks',
    },
    {
      plan_id: plan.id,
      context_type: 'notes',
      context_key: 'quota',
      context_value: '20 searches left',
      ttl_seconds: 86_400,
    },
    {
      plan_id: plan.id,
      context_type: known.context_type,
      context_key: known.context_key,
      context_value: `${known.context_value}; two sources agree`,
      if_version: known.version,
    },
  ]);
}

/** Returns what the next agent should read first, as Markdown of at most 1,500 tokens. */
export async function packContext(agentExecution: AgentExecution, plan: Plan): Promise<string> {
  const { markdown } = await agentExecution.contextPack({ plan_id: plan.id, max_tokens: 1500 });
  return markdown;
}

/** Pattern 1: executes research step by step. At the end every step and the plan are completed. */
export async function research(
  agentExecution: AgentExecution,
  taskId: string,
  executeStep: (step: PlanStep) => Promise<Json>,
): Promise<Plan> {
  const plan = await agentExecution.createPlan({
    task_id: taskId,
    plan_type: 'research',
    steps: [
      { step: 1, action: 'search', description: 'Search literature' },
      { step: 2, action: 'analyze', description: 'Analyze sources' },
      { step: 3, action: 'synthesize', description: 'Synthesize findings' },
    ],
  });

  for (const step of plan.plan_json.steps) {
    const result = await executeStep(step);

    await agentExecution.addLog({
      plan_id: plan.id,
      step_number: step.step,
      action_type: 'complete_step',
      description: `Completed: ${step.description}`,
      after_state: result,
    });

    await agentExecution.updatePlan({ plan_id: plan.id, current_step: step.step + 1 });
  }

  return agentExecution.updatePlan({ plan_id: plan.id, status: 'completed' });
}

/** Pattern 2: creates a subtask for each step of a breakdown. `createSubtasks(plan.id)` does the same in one call. */
export async function generateSubtasks(
  agentExecution: AgentExecution,
  supabase: AgentExecutionClient,
  taskId: string,
  taskBreakdown: PlanStep[],
): Promise<Plan> {
  const plan = await agentExecution.createPlan({
    task_id: taskId,
    plan_type: 'subtask_breakdown',
    steps: taskBreakdown,
  });

  for (const step of plan.plan_json.steps) {
    const { data: subtask } = await supabase
      .from('deep_work_subtasks')
      .insert({
        task_id: taskId,
        title: step.description,
        priority: 'MEDIUM',
        estimated_time: step.estimated_duration,
      })
      .select('id')
      .single()
      .throwOnError();

    await agentExecution.addLog({
      plan_id: plan.id,
      step_number: step.step,
      action_type: 'create_subtask',
      entity_id: subtask.id,
      description: `Created subtask: ${step.description}`,
    });
  }
  return plan;
}

/** Pattern 3: after an error, logs it, blocks the plan and stores the reason for the next agent. */
export async function handleErrors(
  agentExecution: AgentExecution,
  plan: Plan,
  currentStep: number,
  riskyOperation: () => Promise<void>,
): Promise<void> {
  try {
    await riskyOperation();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await agentExecution.addLog({
      plan_id: plan.id,
      step_number: currentStep,
      action_type: 'block',
      description: 'Operation failed',
      error_message: message,
      agent_confidence: 0,
    });

    await agentExecution.updatePlan({
      plan_id: plan.id,
      status: 'blocked',
      agent_reasoning: `Blocked: ${message}`,
    });

    await agentExecution.setContext({
      plan_id: plan.id,
      context_type: 'blockers',
      context_key: 'error_details',
      context_value: message,
    });
  }
}

/** Creates and executes a plan. The service starts, logs and completes each step; the executor does its work. */
export function executeImplementation(
  agentExecution: AgentExecution,
  taskId: string,
  steps: PlanStep[],
): Promise<PlanWithDetails> {
  return agentExecution.executePlan(taskId, 'implementation', steps, async (step, planId) => {
    await agentExecution.setContext({
      plan_id: planId,
      context_type: 'notes',
      context_key: `step_${step.step}`,
      context_value: 'Step notes here',
    });
    return { result: 'success' };
  });
}

/** Returns the log of a range of days. A date without a time includes that day. */
export function queryLogsByDate(
  agentExecution: AgentExecution,
  start_date: string,
  end_date: string,
): Promise<Log[]> {
  return agentExecution.queryLogs({ start_date, end_date, limit: 100 });
}

/** Replans the steps, compares the versions, and reverts if too many steps were removed. Unchanged steps keep their results. */
export async function replanOrRevert(agentExecution: AgentExecution, plan: Plan): Promise<Plan> {
  const [first] = plan.plan_json.steps;
  const again = await agentExecution.replan(
    plan.id,
    [
      ...(first ? [first] : []),
      { step: 2, action: 'ask', description: 'Ask the librarian', requires_approval: true },
    ],
    'The archive is closed',
  );
  const { steps } = await agentExecution.comparePlanVersions(plan.id, plan.version, again.version);
  const isWorse = steps.filter(({ change }) => change === 'removed').length > 2;
  return isWorse ? agentExecution.revertPlan(plan.id, plan.version, 'Too much would be lost') : again;
}

/** Approves a step as it was read. If the step or one before it has changed since, the error is a conflict. */
export async function approveAsRead(
  agentExecution: AgentExecution,
  planId: string,
  step: number,
): Promise<Step> {
  const { graph_hash } = await agentExecution.getStepGate(planId, step);
  return agentExecution.approveStep(planId, step, { graph_hash: graph_hash ?? undefined });
}

/** Creates a sub-plan for the current step, which starts, blocks and completes with it. */
export async function createSubPlan(
  agentExecution: AgentExecution,
  plan: Plan,
  steps: PlanStep[],
): Promise<Plan> {
  return agentExecution.createPlan({
    task_id: plan.task_id,
    plan_type: 'detail',
    steps,
    parent_plan_id: plan.id,
    parent_step_number: plan.current_step,
  });
}

/** Returns a plan as it was before its newest change. */
export async function getPreviousState(
  agentExecution: AgentExecution,
  planId: string,
): Promise<PlanAt | null> {
  const moments = await agentExecution.listPlanMoments(planId);
  const before = moments.at(-2);
  return before ? agentExecution.getPlanAt(planId, before.seq) : null;
}
