/** The nouns of the service as few words and as little data, for agents that pay for each: what is not said is null or as usual. */
import type {
  ContextEntry,
  Liveness,
  Log,
  Plan,
  PlanListItem,
  Step,
  Task,
} from '@/lib/agent-execution/agent-execution.types';
import type { FoundContext } from '@/lib/agent-execution/context-search';

/** Without what is null, empty or undefined. */
function said<T extends object>(row: T): Partial<T> {
  const isSaid = (value: unknown) =>
    value !== null &&
    value !== undefined &&
    value !== '' &&
    !(isPlain(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(row).filter(([, value]) => isSaid(value))) as Partial<T>; // some of its fields
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

export function stepRow(step: Step, liveness?: Liveness) {
  const { step_number, status, action, description, depends_on, requires_approval } = step;
  const isInOrder = depends_on.length === 1 && depends_on[0] === step_number - 1;
  const dependsOn = isInOrder || (step_number === 1 && depends_on.length === 0) ? null : depends_on;
  return {
    step_number,
    status,
    action,
    description,
    ...said({
      depends_on: dependsOn,
      requires_approval: requires_approval || null,
      estimated_duration: step.estimated_duration,
      agent_confidence: step.agent_confidence,
      error_message: step.error_message,
      result: step.result,
      held_by: step.lease_owner,
      lease_expires_at: step.lease_expires_at,
      liveness,
    }),
  };
}

export function stepLine(step: ReturnType<typeof stepRow>): string {
  const { step_number, status, action, description, depends_on, requires_approval, error_message, result } =
    step;
  const { held_by, lease_expires_at, liveness } = step;
  const notes = [
    depends_on && `after ${depends_on.length === 0 ? 'nothing' : String(depends_on)}`,
    requires_approval && 'needs approval',
    held_by && `held by ${held_by}${liveness ? `, ${liveness},` : ''} until ${lease_expires_at}`,
    error_message && `error: ${error_message}`,
    result !== undefined && `result: ${asText(result)}`,
  ].filter(Boolean);
  return `${step_number}. [${status}] ${action}: ${description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
}

export function logRowOf(log: Log) {
  const { seq, step_number, action_type, description, error_message, actor, created_at } = log;
  return {
    seq,
    action_type,
    ...said({
      step_number,
      description,
      error_message,
      agent_confidence: log.agent_confidence,
      before_state: log.before_state,
      after_state: log.after_state,
      metadata: log.metadata,
    }),
    actor,
    created_at,
  };
}

export function logLine(log: ReturnType<typeof logRowOf>): string {
  const { seq, created_at, actor, action_type, step_number, description, error_message, after_state } = log;
  return [
    `#${seq} ${created_at.slice(0, 16)} ${actor}: ${action_type}`,
    step_number ? ` of step ${step_number}` : '',
    description ? `: ${description}` : '',
    error_message ? ` (error: ${error_message})` : '',
    after_state === undefined ? '' : ` → ${asText(after_state)}`,
  ].join('');
}

export function contextRow(entry: ContextEntry) {
  const { id, context_type, context_key, context_value, version, updated_at, step_number } = entry;
  return { id, context_type, context_key, context_value, version, updated_at, ...said({ step_number }) };
}

export function contextLine(entry: ReturnType<typeof contextRow>): string {
  return `${entry.context_type}/${entry.context_key}: ${entry.context_value}`;
}

export function planRow(plan: Plan & { task_title: string }) {
  const { id, plan_type, status, completed_steps, total_steps, current_step, task_id, task_title } = plan;
  return {
    id,
    plan_type,
    status,
    completed_steps,
    total_steps,
    current_step,
    task_id,
    task_title,
    updated_at: plan.updated_at,
  };
}

export function planLine(plan: ReturnType<typeof planRow>): string {
  return `${plan.id} ${plan.plan_type} ${plan.status} ${plan.completed_steps}/${plan.total_steps}: ${plan.task_title}`;
}

export const planItemRow = (plan: PlanListItem) => planRow(plan);

export function taskRow({ id, title, completed, description }: Task) {
  return { id, title, ...said({ completed, description }) };
}

export function taskLine({ id, title, completed, description }: ReturnType<typeof taskRow>): string {
  return `${id}${completed ? ' (completed)' : ''}: ${title}${description ? ` – ${description}` : ''}`;
}

export function foundRow(entry: FoundContext) {
  const { id, context_type, context_key, snippet, value_length, task_id, task_title, updated_at, score } =
    entry;
  return {
    id,
    context_type,
    context_key,
    snippet,
    ...said({ task_id, task_title, score: score === null ? null : Math.round(score * 100) / 100 }),
    value_length,
    updated_at,
  };
}

export function foundLine(entry: ReturnType<typeof foundRow>): string {
  const origin = [entry.updated_at.slice(0, 10), entry.task_title, `${entry.value_length} characters`];
  return `${entry.context_type}/${entry.context_key} (${origin.filter(Boolean).join(', ')}, id ${entry.id})\n${entry.snippet}\n`;
}
