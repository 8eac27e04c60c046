/**
 * What a tool does: the type of its log row, what a call is about, and what the row holds. Each client has a table of its tools, because
 * clients name them in their own words.
 */
import type { CapturedRow } from '../captured-row';
import { defined, firstLine, listOf, numberOf, objectOf } from '../payload';
import { cutJson, cutOutput } from '../text/cut-text';
import { displayPath } from './display-path';
import { firstText, lineOf, resultText, type ToolCall, type ToolOutcome } from './tool-call';

export interface ToolKind {
  action_type: string;
  /** The start of the description of a call that succeeded. */
  verb: string;
  /** Returns one line: what the call is about. Empty if nothing says so. */
  target(call: ToolCall): string;
  /** Returns what the row holds besides; a description instead of the verb and the target, if there is a better one. */
  details(outcome: ToolOutcome): Partial<CapturedRow>;
  /** Returns the type of the subagent that the tool starts. */
  subagentType?(call: ToolCall): string | undefined;
}

export type ToolTable = Readonly<Record<string, ToolKind>>;

/** Returns the kind of a tool; the fallback for a tool that the table does not list. */
export function findKind(table: ToolTable, tool: string, fallback: ToolKind): ToolKind {
  return (Object.hasOwn(table, tool) ? table[tool] : undefined) ?? fallback;
}

/** Rows keep the input and the text that the tool returned. The fields name what a call is about, the best one first. */
export function calls(action_type: string, verb: string, ...fields: string[]): ToolKind {
  return { action_type, verb, target: (call) => lineOf(call, fields), details: keepAll };
}

/** Rows have a description only, because other facts hold the rest. */
export function describesOnly(action_type: string, verb: string, ...fields: string[]): ToolKind {
  return { ...calls(action_type, verb, ...fields), details: () => ({}) };
}

/** The text of the file is not kept: it is in the file. */
export function readsFile(verb: string, ...fields: string[]): ToolKind {
  return {
    action_type: 'read',
    verb,
    target: ({ input, cwd }) => firstLine(displayPath(firstText(input, fields) ?? '', cwd)),
    details({ input, details, error }) {
      const file = objectOf(details.file);
      const path = firstText(input, fields) ?? firstText(file, fields);
      if (path === undefined || error !== undefined) return { entity_id: path };
      const lines = { lines: numberOf(file.numLines), of_lines: numberOf(file.totalLines) };
      return { entity_id: path, after_state: defined({ path, ...lines }) };
    },
  };
}

/** A question to a person: the row keeps the answers, if the client sends them. */
export function asks(): ToolKind {
  return {
    action_type: 'question',
    verb: 'Asked:',
    target: questionOf,
    details(outcome) {
      const answers = objectOf(outcome.details.answers);
      const texts = Object.values(answers).flatMap((answer) => resultText(answer) ?? []);
      if (outcome.error !== undefined || texts.length === 0) return keepAll(outcome);
      return {
        description: `Asked: ${questionOf(outcome)} ${texts.join(', ')}`,
        after_state: { ...outcome.input, answers },
      };
    },
  };
}

/** Returns the input, and what the tool returned if it did not fail. */
export function keepAll({ input, output, error }: ToolOutcome): Partial<CapturedRow> {
  const state = {
    ...(Object.keys(input).length > 0 && { input: cutJson(input) }),
    ...(error === undefined && output !== '' && cutOutput('result', output)),
  };
  return Object.keys(state).length > 0 ? { after_state: state } : {};
}

function questionOf(call: ToolCall): string {
  const first = objectOf(listOf(call.input.questions)[0]);
  const question = firstText(first, ['question', 'prompt']);
  return question === undefined ? lineOf(call, ['question', 'header', 'message']) : firstLine(question);
}
