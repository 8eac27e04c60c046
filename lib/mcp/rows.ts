/** Formats the service's objects in few tokens. An omitted field is null or has its default. */
import type { ContextEntry, Lease, Log, Plan, Step, Task } from '@/lib/agent-execution/agent-execution.types';
import type { FoundContext } from '@/lib/agent-execution/context-search';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { eventTime } from '@/lib/agent-execution/event-time';
import { textOf } from '@/lib/agent-execution/exact-json';
import { isFields } from '@/lib/agent-execution/is-fields';

/** Returns a row without its null, empty and undefined fields. */
function withoutEmpty<T extends object>(row: T): Partial<T> {
  const isSet = (value: unknown) =>
    value !== null &&
    value !== undefined &&
    value !== '' &&
    !(isFields(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(row).filter(([, value]) => isSet(value))) as Partial<T>; // some of its fields
}

/** Returns the notes in brackets; empty text without any. */
function inBrackets(notes: (string | false | null | undefined)[]): string {
  const present = notes.filter(Boolean);
  return present.length > 0 ? ` (${present.join('; ')})` : '';
}

export type StepRow = ReturnType<typeof stepRow>;

export function stepRow(step: Step, lease?: Lease) {
  const { step_number, status, action, description, depends_on, requires_approval } = step;
  const isInOrder = depends_on.length === 1 && depends_on[0] === step_number - 1;
  const dependsOn = isInOrder || (step_number === 1 && depends_on.length === 0) ? null : depends_on;
  return {
    step_number,
    status,
    action,
    description,
    ...withoutEmpty({
      depends_on: dependsOn,
      requires_approval: requires_approval || null,
      estimated_duration: step.estimated_duration,
      agent_confidence: step.agent_confidence,
      error_message: step.error_message,
      result: step.result,
      held_by: step.lease_owner,
      lease_expires_at: step.lease_expires_at,
      liveness: lease?.liveness,
      activity: lease?.activity,
    }),
  };
}

const activityText = ({ description, since, is_open }: NonNullable<Lease['activity']>) =>
  is_open ? `in the call “${description}” since ${since}` : `last call, until ${since}: ${description}`;

export function stepLine(step: StepRow): string {
  const {
    step_number,
    status,
    action,
    description,
    depends_on,
    held_by,
    lease_expires_at,
    liveness,
    activity,
  } = step;
  const notes = [
    depends_on && `after ${depends_on.length === 0 ? 'nothing' : String(depends_on)}`,
    step.requires_approval && 'needs approval',
    step.estimated_duration !== undefined && `${step.estimated_duration} min`,
    held_by && `held by ${held_by}${liveness ? `, ${liveness},` : ''} until ${lease_expires_at}`,
    activity && activityText(activity),
    step.error_message && `error: ${step.error_message}`,
    step.agent_confidence !== undefined && `confidence ${step.agent_confidence}`,
    step.result !== undefined && `result: ${textOf(step.result)}`,
  ];
  return `${step_number}. [${status}] ${action}: ${description}${inBrackets(notes)}`;
}

/** Returns the task of a step for the agent that will work on it. */
export function instructionOf({ action, description, error_message }: StepRow): string {
  return `${action}: ${description}${inBrackets([error_message && `last error: ${error_message}`])}`;
}

export function logRowOf(log: Log) {
  const { seq, step_number, action_type, description, error_message, actor, created_at } = log;
  return {
    seq,
    action_type,
    ...withoutEmpty({
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
  const { seq, actor, action_type, step_number, description, after_state } = log;
  const time = eventTime({ created_at: log.created_at, metadata: log.metadata ?? {} });
  const notes = [
    log.error_message && `error: ${log.error_message}`,
    log.agent_confidence !== undefined && `confidence ${log.agent_confidence}`,
    log.before_state !== undefined && `before: ${textOf(log.before_state)}`,
    log.metadata !== undefined && textOf(log.metadata),
  ];
  return [
    `#${seq} ${time?.slice(0, 16) ?? 'time unknown'} ${actor}: ${action_type}`,
    step_number ? ` of step ${step_number}` : '',
    description ? `: ${description}` : '',
    inBrackets(notes),
    after_state === undefined ? '' : ` → ${textOf(after_state)}`,
  ].join('');
}

export function contextRow(entry: ContextEntry) {
  const { id, context_type, context_key, context_value, version, updated_at, step_number } = entry;
  return {
    id,
    context_type,
    context_key,
    context_value,
    version,
    updated_at,
    ...withoutEmpty({ step_number }),
  };
}

/** Returns an entry with its id, by which recall returns a shortened value whole. */
export function contextLine(
  entry: Pick<ContextEntry, 'id' | 'context_type' | 'context_key' | 'context_value'>,
): string {
  return `${entry.context_type}/${entry.context_key}: ${entry.context_value} [${entry.id}]`;
}

export function planRow(plan: Plan & { task_title: string }) {
  const { id, plan_type, status, completed_steps, total_steps, task_id, task_title } = plan;
  return { id, plan_type, status, completed_steps, total_steps, task_id, task_title };
}

export function planLine(plan: ReturnType<typeof planRow>): string {
  const { id, plan_type, status, completed_steps, total_steps, task_id, task_title } = plan;
  return `${id} ${plan_type} ${status} ${completed_steps}/${total_steps}: ${task_title} [task ${task_id}]`;
}

export function taskRow({ id, title, completed, description }: Task) {
  return { id, title, ...withoutEmpty({ completed, description }) };
}

export function taskLine({ id, title, completed, description }: ReturnType<typeof taskRow>): string {
  return `${id}${completed ? ' (completed)' : ''}: ${title}${description ? ` – ${description}` : ''}`;
}

export function decisionRow(decision: PlacedDecision) {
  const { id, kind, question, request, options, hash, asked_by, plan_id, step_number, task_title } = decision;
  return {
    id,
    kind,
    question,
    ...withoutEmpty({
      request,
      options: options.map(({ label }) => label).join(' | '),
      asked_by,
      step_number,
    }),
    // Only a plan is decided by its hash.
    ...(kind === 'plan' && { hash }),
    plan_id,
    task_title,
  };
}

export function decisionLine(decision: ReturnType<typeof decisionRow>): string {
  const { id, kind, question, request, options, hash, asked_by, plan_id, step_number, task_title } = decision;
  const notes = [
    options && `options: ${options}`,
    request && textOf(request),
    asked_by && `asked by ${asked_by}`,
    hash && `hash ${hash}`,
  ];
  const step = step_number ? `step ${step_number} of ` : '';
  return `${id} ${kind}: ${question}${inBrackets(notes)} [${step}plan ${plan_id}: ${task_title}]`;
}

export const taskWords = ({ id, title }: Pick<Task, 'id' | 'title'>) => `task ${id}: ${title}`;

export function foundRow(entry: FoundContext) {
  const { id, context_type, context_key, snippet, value_length, task_id, task_title, updated_at } = entry;
  return {
    id,
    context_type,
    context_key,
    snippet,
    ...withoutEmpty({ task_id, task_title }),
    value_length,
    updated_at,
  };
}

export function foundLine(entry: ReturnType<typeof foundRow>): string {
  const origin = [
    entry.updated_at.slice(0, 10),
    entry.task_id && `task ${entry.task_id}: ${entry.task_title}`,
    `${entry.value_length} characters`,
  ];
  return `${entry.context_type}/${entry.context_key} (${origin.filter(Boolean).join(', ')}, id ${entry.id})\n${entry.snippet}\n`;
}
