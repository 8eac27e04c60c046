/** Decides how a log row reads in a transcript: what a person asked, what the agent said, what it ran, and what moved. */
import type { Json, JsonObject, Log } from '@/lib/agent-execution/agent-execution.types';
import { type FoundImage, findImages } from './find-images';
import { moveSentence, type StepNames } from './move-sentence';

export type TranscriptEntry =
  /** What a person wrote. */
  | { kind: 'prompt'; text: string }
  /** What the agent said, thought or found. */
  | { kind: 'message'; title: string; text: string; state: JsonObject | null }
  | {
      kind: 'command';
      command: string;
      purpose: string | null;
      output: string;
      exitCode: number | null;
    }
  /** A plan that carries out a step, such as the run of a subagent. */
  | { kind: 'sub_plan'; title: string; planId: string }
  | { kind: 'edit'; title: string; path: string; patch: string | null; text: string | null }
  /** Any other tool: what it was called with, and what it returned. */
  | {
      kind: 'call';
      title: string;
      input: JsonObject | null;
      result: string | null;
      images: FoundImage[];
    }
  /** A step or the plan moved, with what was said about it. */
  | { kind: 'move'; title: string; text: string; state: JsonObject | null }
  /** A change of the plan, its list or its context, in one line. */
  | { kind: 'event'; title: string };

/** What decides how a row reads. */
type Row = Pick<
  Log,
  'action_type' | 'description' | 'after_state' | 'metadata' | 'step_number' | 'entity_id' | 'error_message'
>;

/** What a transcript shows of a row. */
export type EntryRow = Row & Pick<Log, 'seq' | 'created_at' | 'actor_type' | 'actor' | 'agent_confidence'>;

const EVENTS: ReadonlySet<string> = new Set([
  'add_step',
  'compaction',
  'create_plan',
  'deliver_message',
  'edit_step',
  'import_plan',
  'reclaim_step',
  'release_step',
  'reopen_step',
  'reorder_steps',
  'replan',
  'set_context',
  'delete_context',
  'start_step',
  'todo',
  'update_plan',
]);
const PROMPTS: ReadonlySet<string> = new Set(['prompt', 'send_message']);
/** Fields of a step's result that hold the agent's own words. */
const WORDS = ['message', 'summary', 'text'];
/** The state of a moved step, which its sentence says. */
const STATE_FIELDS: ReadonlySet<string> = new Set(['status', 'sub_plan_id', 'completed_steps', 'attempt']);

export function toEntry(row: Row, steps: StepNames): TranscriptEntry {
  const after = objectOf(row.after_state);
  const { action_type } = row;
  if (PROMPTS.has(action_type))
    return { kind: 'prompt', text: textOf(after.prompt) ?? textOf(after.body) ?? row.description };
  if (action_type === 'create_sub_plan' && row.entity_id !== null)
    return { kind: 'sub_plan', title: subPlanTitle(row, steps), planId: row.entity_id };
  if (EVENTS.has(action_type)) return { kind: 'event', title: moveSentence(row, steps) ?? row.description };
  const title = moveSentence(row, steps);
  if (title !== undefined) return moveEntry(row, title, after);
  if (action_type === 'command' || textOf(after.command) !== undefined) return commandEntry(row, after);
  if (textOf(after.patch) !== undefined || (action_type === 'edit' && textOf(after.path) !== undefined))
    return editEntry(row, after);
  if (row.metadata.tool !== undefined || 'input' in after || 'result' in after) return callEntry(row, after);
  return { kind: 'message', title: action_type, text: row.description, state: restOf(after, []) };
}

function moveEntry(row: Row, title: string, after: JsonObject): TranscriptEntry {
  const field = WORDS.find((name) => textOf(after[name]) !== undefined);
  const words = field === undefined ? undefined : textOf(after[field]);
  const text = [row.description, words].filter((part) => part && part !== title).join('\n\n');
  const state = restOf(after, field === undefined ? [] : [field]);
  return { kind: 'move', title, text, state };
}

function commandEntry(row: Row, after: JsonObject): TranscriptEntry {
  const { description, metadata } = row;
  const streams = [after.stdout, after.stderr, after.output, after.result].flatMap(
    (part) => textOf(part) ?? [],
  );
  const failed = EXIT.exec(row.error_message ?? '');
  const codes = [after.exit_code, after.returncode, after.return_code, objectOf(metadata.test).exit_code];
  const command = textOf(after.command) ?? textOf(objectOf(after.input).command);
  const isDescribed = command !== undefined && !isRestated(description, command);
  const printed = streams.map((part) => part.trimEnd()).join('\n');
  return {
    kind: 'command',
    command: command ?? description.replace(/^Ran /, ''),
    purpose: textOf(metadata.purpose) ?? (isDescribed ? description : null),
    output: (printed || (failed?.[2] ?? '')).replace(/^\n+/, ''),
    exitCode: codes.find((code) => typeof code === 'number') ?? (failed ? Number(failed[1]) : null),
  };
}

/** The error of a failed command repeats its exit code and its output. */
const EXIT = /^Exit code (\d+)\n?([\s\S]*)$/;

/** Returns the error of a row that its entry does not show already. */
export function errorOf(row: Pick<Row, 'error_message'>, entry: TranscriptEntry): string | null {
  const { error_message } = row;
  if (entry.kind === 'command' && error_message !== null && EXIT.test(error_message)) return null;
  return error_message === '' ? null : error_message;
}

/** Returns whether a description only repeats the command. A captured one is "Ran" and its first line. */
const isRestated = (description: string, command: string): boolean =>
  description === '' || command.startsWith(description.replace(/^Ran /, '').replace(/…$/, ''));

function editEntry(row: Row, after: JsonObject): TranscriptEntry {
  const path = textOf(after.path) ?? row.entity_id ?? '';
  const [verb = '', ...words] = row.description.split(' ');
  const named = words.join(' ');
  // A captured description has the path within the project.
  const isShort = named !== '' && path.endsWith(named);
  return {
    kind: 'edit',
    title: isShort || named === '' ? verb || 'Edited' : row.description,
    path: isShort ? named : path,
    patch: textOf(after.patch) ?? null,
    text: textOf(after.text) ?? null,
  };
}

function callEntry(row: Row, after: JsonObject): TranscriptEntry {
  const input = objectOf(after.input);
  const result = textOf(after.result) ?? null;
  return {
    kind: 'call',
    title: row.description || String(row.metadata.tool ?? row.action_type),
    input: Object.keys(input).length > 0 ? input : null,
    result,
    images: findImages(after),
  };
}

function subPlanTitle({ step_number, description }: Row, steps: StepNames): string {
  const name = step_number === null ? undefined : steps[step_number];
  return name ?? description;
}

/** Returns the fields of a state that nothing else shows, or null. */
function restOf(state: JsonObject, shown: string[]): JsonObject | null {
  const rest = Object.entries(state).filter(([key]) => !STATE_FIELDS.has(key) && !shown.includes(key));
  return rest.length > 0 ? Object.fromEntries(rest) : null;
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
