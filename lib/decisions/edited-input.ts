/** The input of a tool call, or a plan, as fields to edit. */

import type { ActionResult, Failure } from '@/lib/action-result';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Decision } from '@/lib/agent-execution/decisions';

export interface EditField {
  name: string;
  /** A text as it is, another value as JSON. */
  text: string;
  isText: boolean;
}

/** The mark of a secret that was removed before the request was stored. */
const MARK = '[redacted:';

/** Returns what an edit replaces: the input of a call, or a plan with its other fields. */
export function inputOf({ request }: Pick<Decision, 'request'>): JsonObject {
  const { input } = request;
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : request;
}

/** Returns whether a person may edit it. An input that was cut is not shown whole, so the rest of it would be lost. */
export function isEditable({ kind, request }: Pick<Decision, 'kind' | 'request'>): boolean {
  return (kind === 'tool_call' || kind === 'plan') && inputOf({ request }).is_cut !== true;
}

/** Returns the fields of an input; of a plan only its text. */
export function editFields({ kind, request }: Pick<Decision, 'kind' | 'request'>): EditField[] {
  return Object.entries(inputOf({ request }))
    .filter(([name]) => kind !== 'plan' || name === 'plan')
    .map(([name, value]) => ({
      name,
      text: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
      isText: typeof value === 'string',
    }));
}

/** Returns the edited input, or why it cannot be sent: bad JSON, or the mark of a secret in a changed field. */
export function readEditedInput(
  decision: Pick<Decision, 'kind' | 'request'>,
  typed: (name: string) => string,
): ActionResult<{ input: JsonObject }> {
  const input = { ...inputOf(decision) };
  for (const { name, text, isText } of editFields(decision)) {
    const edited = typed(name).replaceAll('\r\n', '\n');
    if (edited === text) continue;
    if (edited.includes(MARK)) return { error: markFailure(name) };
    const value = isText ? edited : parseJson(edited);
    if (value === undefined) return { error: jsonFailure(name) };
    input[name] = value;
  }
  return { input };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const markFailure = (name: string): Failure => ({
  message: `The field ${name} was changed, but has a secret that was removed before it was stored.`,
  hint: 'Undo the change of this field, or write it without the [redacted:…] mark.',
});

const jsonFailure = (name: string): Failure => ({
  message: `The field ${name} is not valid JSON.`,
  hint: 'Correct it, or undo the change.',
});
