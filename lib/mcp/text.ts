/** The nouns of the service as few words, for agents that pay for each. */
import type { PlanListItem, PlanWithDetails, Step, Task } from '@/lib/agent-execution/agent-execution.types';
import type { FoundContext } from '@/lib/agent-execution/context-search';

export function planText(plan: PlanWithDetails): string {
  const steps = plan.steps.map(
    ({ step_number, status, action, description, error_message }) =>
      `${step_number}. [${status}] ${action}: ${description}${error_message ? ` (error: ${error_message})` : ''}`,
  );
  return [
    `Plan ${plan.id} (${plan.plan_type}, ${plan.status}) for task ${plan.task.id}: ${plan.task.title}`,
    plan.agent_reasoning,
    ...steps,
    ...(plan.logs ?? []).map(({ seq, action_type, description }) => `#${seq} ${action_type}: ${description}`),
    ...(plan.context ?? []).map(
      ({ context_type, context_key, context_value }) => `${context_type}/${context_key}: ${context_value}`,
    ),
  ]
    .filter(Boolean)
    .join('\n');
}

export function stepText(plan: PlanWithDetails, step: Step): string {
  const state = step.status === 'in_progress' ? 'is under way' : 'is next: report start when you begin';
  return `Step ${step.step_number} of ${plan.total_steps} of plan ${plan.id} (${plan.task.title}) ${state}.\n${step.action}: ${step.description}`;
}

export function planListText(plans: PlanListItem[]): string {
  return plans
    .map(
      ({ id, plan_type, status, completed_steps, total_steps, task_title }) =>
        `${id} ${plan_type} ${status} ${completed_steps}/${total_steps}: ${task_title}`,
    )
    .join('\n');
}

export function taskListText(tasks: Task[]): string {
  return tasks
    .map(({ id, title, completed }) => `${id}${completed ? ' (completed)' : ''}: ${title}`)
    .join('\n');
}

export function foundText(entries: FoundContext[]): string {
  return entries
    .map(
      ({ id, context_type, context_key, task_title, updated_at, snippet }) =>
        `${context_type}/${context_key} (${[updated_at.slice(0, 10), task_title].filter(Boolean).join(', ')}, id ${id})\n${snippet}`,
    )
    .join('\n\n');
}
