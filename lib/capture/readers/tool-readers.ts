/**
 * Reads the tools of clients that name them in their own words. A client's table maps each tool to a reader, which knows what a call is
 * about and how its outcome reads as a log row.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../facts';
import { defined, firstLine, listOf, objectOf, textOf } from '../payload';
import { cutError, cutJson, cutOutput } from '../text/cut-text';
import { shortPath } from './short-path';

/** A call, as its start and its end report it. */
export interface CallInput {
  tool: string;
  call: string;
  input: JsonObject;
  /** The working directory, if the client names it. */
  cwd?: string;
}

export interface CallOutcome extends CallInput {
  /** The text that the tool returned. */
  output: string;
  /** What the client knows besides, such as a diff. */
  details: JsonObject;
  error?: string;
}

type Details = Omit<CapturedRow, 'action_type' | 'description'>;

export interface ToolReader {
  action_type: string;
  /** The start of the description of a call that succeeded. */
  verb: string;
  /** Returns one line: what the call is about. */
  target(call: CallInput): string;
  details(outcome: CallOutcome): Details;
}

export type ToolTable = Readonly<Record<string, ToolReader>>;

/** Returns the reader of a tool; the fallback for a tool that the table does not list. */
export function readerOf(table: ToolTable, tool: string, fallback: ToolReader): ToolReader {
  return (Object.hasOwn(table, tool) ? table[tool] : undefined) ?? fallback;
}

/** Returns the row of a call that ended. */
export function outcomeRow(reader: ToolReader, outcome: CallOutcome, metadata: JsonObject = {}): CapturedRow {
  const { metadata: more, error_message = errorOf(outcome), ...details } = reader.details(outcome);
  return defined({
    action_type: reader.action_type,
    description: describe(reader, outcome),
    ...details,
    error_message,
    metadata: { tool: outcome.tool, call: outcome.call, ...defined(metadata), ...more },
  });
}

/** A command that failed still ran. */
function describe(reader: ToolReader, outcome: CallOutcome): string {
  const target = reader.target(outcome);
  const hasFailed = outcome.error !== undefined && reader.action_type !== 'command';
  const verb = hasFailed ? `Failed: ${outcome.tool}` : reader.verb;
  return firstLine(`${verb} ${target}`, 300);
}

function errorOf({ error }: CallOutcome): string | undefined {
  return error === undefined ? undefined : cutError(error) || 'Failed';
}

/** Returns a reader whose rows keep the input and the text that the tool returned. */
export function calls(action_type: string, verb: string, ...fields: string[]): ToolReader {
  return { action_type, verb, target: (call) => firstLine(inputText(call, fields)), details: keepAll };
}

/** Returns a reader of files. Their text is not kept: it is in the file. */
export function readsFile(verb: string, ...fields: string[]): ToolReader {
  return {
    action_type: 'read',
    verb,
    target: (call) => firstLine(shortPath(inputText(call, fields), call.cwd)),
    details(outcome) {
      const path = inputText(outcome, fields);
      if (path === '') return {};
      return { entity_id: path, ...(outcome.error === undefined && { after_state: { path } }) };
    },
  };
}

/** Returns a reader whose rows have a description only, because other facts hold the rest. */
export function describesOnly(action_type: string, verb: string, ...fields: string[]): ToolReader {
  return { ...calls(action_type, verb, ...fields), details: () => ({}) };
}

/** Returns a reader of questions to a person. */
export function asks(): ToolReader {
  return { ...calls('question', 'Asked:'), target: (call) => firstLine(questionOf(call)) };
}

/** Returns the first of these input fields that holds text, or the texts of a list. */
export function inputText(call: CallInput, fields: readonly string[]): string {
  for (const field of fields) {
    const value = call.input[field];
    const text =
      textOf(value) ??
      listOf(value)
        .flatMap((item) => textOf(item) ?? [])
        .join(', ');
    if (text !== '') return text;
  }
  return '';
}

function questionOf(call: CallInput): string {
  const first = objectOf(listOf(call.input.questions)[0]);
  return textOf(first.question) ?? inputText(call, ['question', 'header', 'message']);
}

function keepAll({ input, output, error }: CallOutcome): Details {
  const state = {
    ...(Object.keys(input).length > 0 && { input: cutJson(input) }),
    ...(error === undefined && output !== '' && cutOutput('result', output)),
  };
  return Object.keys(state).length > 0 ? { after_state: state } : {};
}
