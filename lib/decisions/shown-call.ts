/** Splits the input of a tool call into what a person reads: the command, the changes of a file, and the rest. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';

export interface ShownCall {
  command: string | null;
  /** What the agent says about the command. */
  description: string | null;
  file: string | null;
  changes: { before: string; after: string }[];
  /** The fields that are not shown otherwise. */
  rest: JsonObject;
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : null);
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads { old_string, new_string }, a list of them as `edits`, or a whole `content`. */
function changesOf(input: JsonObject): ShownCall['changes'] {
  const edits = Array.isArray(input.edits) ? input.edits.filter(isObject) : [input];
  return edits.flatMap((edit) => {
    const after = textOf(edit.new_string) ?? textOf(edit.content) ?? textOf(edit.new_source);
    return after === null ? [] : [{ before: textOf(edit.old_string) ?? '', after }];
  });
}

export function showCall(input: JsonObject): ShownCall {
  const changes = changesOf(input);
  const { command, description, file_path, path, notebook_path, ...rest } = input;
  const file = textOf(file_path) ?? textOf(notebook_path) ?? (changes.length > 0 ? textOf(path) : null);
  const text = Array.isArray(command) ? command.join(' ') : textOf(command);
  if (text === null && command !== undefined) rest.command = command;
  if (file === null && path !== undefined) rest.path = path;
  if (changes.length > 0) {
    for (const field of ['old_string', 'new_string', 'content', 'new_source', 'edits']) delete rest[field];
  }
  return { command: text, description: textOf(description), file, changes, rest };
}
