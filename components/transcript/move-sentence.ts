/** Says in a sentence what a row did to a step, the plan, its context or a decision. */
import type { Json, Log } from '@/lib/agent-execution/agent-execution.types';
import { shorten } from '@/lib/format/shorten';

/** The descriptions of the plan's steps by number. */
export type StepNames = Readonly<Record<number, string>>;

type Row = Pick<Log, 'action_type' | 'description' | 'after_state' | 'metadata' | 'step_number'>;

const STEP_VERBS: Readonly<Record<string, string>> = {
  approve_step: 'Approved',
  block: 'Blocked',
  complete_step: 'Completed',
  fail_step: 'Failed',
  reclaim_step: 'Took back',
  reject_step: 'Rejected',
  release_step: 'Released',
  reopen_step: 'Reopened',
  skip_step: 'Skipped',
  start_step: 'Started',
};
const SENTENCES: Readonly<Record<string, string>> = {
  budget_reached: 'The budget is used up',
  budget_warning: 'The budget is nearly used up',
  close_decision: 'The question was closed',
  compaction: 'Compacted the conversation',
  disputed_claim: 'A claim is disputed',
  looping: 'The agent is looping',
  make_decision: 'A person decided',
  request_decision: 'Asked a person',
};
/** Their descriptions say what happened. */
const DESCRIBED: ReadonlySet<string> = new Set([
  'add_step',
  'create_plan',
  'create_sub_plan',
  'deliver_message',
  'edit_step',
  'import_plan',
  'reorder_steps',
  'replan',
  'todo',
  'update_plan',
]);
const MAX_NAME_LENGTH = 120;

/** Returns the sentence of a built-in action; undefined for an action of the agent's own. */
export function moveSentence(row: Row, steps: StepNames): string | undefined {
  const { action_type, step_number } = row;
  const verb = Object.hasOwn(STEP_VERBS, action_type) ? STEP_VERBS[action_type] : undefined;
  if (verb !== undefined) {
    if (step_number === null) return `${verb} the plan`;
    const name = firstLine(steps[step_number] ?? '');
    return name === '' ? `${verb} step ${step_number}` : `${verb} step ${step_number}: ${name}`;
  }
  if (action_type === 'add_step') return added(row, steps);
  if (action_type === 'set_context') return `Stored ${contextName(row)}`;
  if (action_type === 'delete_context') return `Deleted ${contextName(row)}`;
  if (DESCRIBED.has(action_type) && row.description !== '') return row.description;
  return Object.hasOwn(SENTENCES, action_type) ? SENTENCES[action_type] : undefined;
}

function added({ step_number, description }: Row, steps: StepNames): string {
  const name = firstLine(step_number === null ? '' : (steps[step_number] ?? ''));
  return name === '' ? description : `Added step ${step_number}: ${name}`;
}

function contextName({ metadata, description }: Row): string {
  const { context_type: type, context_key: key } = metadata;
  return isText(type) && isText(key) ? `${type}/${key}` : description;
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';

function firstLine(text: string): string {
  return shorten(text.trim().split('\n')[0] ?? '', MAX_NAME_LENGTH);
}
