/** Describes a change of a plan as a sentence. */
import type { Json, Log } from '@/lib/agent-execution/agent-execution.types';
import { formatMinutes } from '@/lib/format/duration';
import { shorten } from '@/lib/format/shorten';
import { formatCount } from '@/lib/format/words';

type Change = Pick<Log, 'action_type' | 'step_number' | 'before_state' | 'after_state'>;
type Fields = { [key: string]: Json | undefined };

const MAX_QUOTE = 120;

const fieldsOf = (state: Json | null): Fields =>
  typeof state === 'object' && state !== null && !Array.isArray(state) ? state : {};

function quote(value: Json | undefined): string {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : JSON.stringify(value ?? null);
  return `“${shorten(text, MAX_QUOTE)}”`;
}

const minutes = (value: Json | undefined) => (typeof value === 'number' ? formatMinutes(value) : 'none');
const words = (value: Json | undefined) => String(value ?? '').replaceAll('_', ' ');

function editWords(before: Fields, after: Fields): string[] {
  return Object.keys(after).map((field) => {
    if (field === 'estimated_duration')
      return `the estimate from ${minutes(before[field])} to ${minutes(after[field])}`;
    return `the ${field.replaceAll('_', ' ')} from ${quote(before[field])} to ${quote(after[field])}`;
  });
}

function updateWords(before: Fields, after: Fields): string {
  const changes: string[] = [];
  if (after.status !== undefined)
    changes.push(`set the plan from ${words(before.status)} to ${words(after.status)}`);
  if (after.current_step !== undefined) changes.push(`went to step ${words(after.current_step)}`);
  if (after.agent_reasoning !== undefined) {
    const had = typeof before.agent_reasoning === 'string' && before.agent_reasoning !== '';
    changes.push(had ? 'rewrote the reasoning' : 'gave the reasoning');
  }
  return changes.join(' and ') || 'updated the plan';
}

function replanWords(after: Fields): string {
  const steps = Array.isArray(after.steps) ? after.steps.length : 0;
  const kept = Array.isArray(after.kept) ? after.kept.length : 0;
  const what =
    after.reverts_to === undefined ? 'planned again' : `restored version ${words(after.reverts_to)}`;
  return `${what}: version ${words(after.version)} has ${formatCount(steps, 'step')} and keeps the work of ${kept}`;
}

/** Returns what the actor did, without the actor: `changed the estimate of step 3 from 30 min to 45 min`. */
export function changeSentence({ action_type, step_number, before_state, after_state }: Change): string {
  const [before, after] = [fieldsOf(before_state), fieldsOf(after_state)];
  switch (action_type) {
    case 'create_plan':
      return `created the plan with ${formatCount(Number(after.total_steps ?? 0), 'step')}`;
    case 'update_plan':
      return updateWords(before, after);
    case 'edit_step':
      return `changed step ${step_number}: ${editWords(before, after).join(', ')}`;
    case 'add_step':
      return `added step ${step_number}, ${quote(after.description)}`;
    case 'reorder_steps':
      return Array.isArray(after.order)
        ? `put the steps that can move into the order ${after.order.join(', ')}`
        : 'reordered the steps';
    case 'replan':
      return replanWords(after);
    default:
      return words(action_type);
  }
}

/** What the database writes before the reason of a new version. */
const COUNTS = /^Version \d+(?: goes back to version \d+)?: [^.]*(?:\. |$)/;

/** What the database and the pages write for a change without a reason. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  add_step: /^Added a step$/,
  create_plan: /^/,
  edit_step: /^Edited step \d+$/,
  reorder_steps: /^Reordered the steps to come$/,
  update_plan: /^(?:(?:status \w+|current step \d+|reasoning)(?:, |$))+$/,
};

/** Returns what a description adds to the sentence of the change: its reason, or nothing. */
export function reasonOf({ action_type, description }: Pick<Log, 'action_type' | 'description'>): string {
  if (PLAIN[action_type]?.test(description)) return '';
  return action_type === 'replan' ? description.replace(COUNTS, '') : description;
}

/** Returns whether the sentence omits values that are worth showing: a long text, or a list of steps. */
export function hasMoreToShow({ action_type, before_state, after_state }: Change): boolean {
  if (action_type === 'create_plan') return false;
  const texts = [...Object.values(fieldsOf(before_state)), ...Object.values(fieldsOf(after_state))];
  return (
    texts.some((value) =>
      typeof value === 'string' ? value.length > MAX_QUOTE : typeof value === 'object' && value !== null,
    ) || fieldsOf(after_state).agent_reasoning !== undefined
  );
}
