/** Tools that change files: the row has the state before and after, as far as the client sends it. */
import type { CapturedRow } from '../captured-row';
import { defined, firstLine } from '../payload';
import { addedText, readPatch } from '../text/apply-patch';
import { cutText } from '../text/cut-text';
import { displayPath } from './display-path';
import { changesOf } from './file-changes';
import { firstText, type ToolCall, type ToolOutcome } from './tool-call';
import type { ToolKind } from './tool-kind';

export interface FileChange {
  /** The whole file before, if the client sends it. */
  before?: string;
  /** The whole file after. */
  after?: string;
  /** The hunks of a unified diff. */
  patch?: string;
  is_new?: boolean;
}

/** Returns a kind of tool, from the fields that may hold the path and what finds the change. */
export function changesFile(
  verb: string,
  fields: readonly string[],
  changeOf: (outcome: ToolOutcome) => FileChange,
): ToolKind {
  return {
    action_type: 'edit',
    verb,
    target: ({ input, cwd }) => firstLine(displayPath(firstText(input, fields) ?? '', cwd)),
    details(outcome) {
      const path = firstText(outcome.input, fields) ?? firstText(outcome.details, fields);
      if (path === undefined || outcome.error !== undefined) return { entity_id: path };
      return { entity_id: path, ...changedStates(path, changeOf(outcome)) };
    },
  };
}

/** Returns the kind of a tool that applies a patch of one file or several, from the fields that may hold it. */
export function appliesPatch(...fields: string[]): ToolKind {
  const patchOf = ({ input }: ToolCall) => firstText(input, fields) ?? '';
  return {
    action_type: 'edit',
    verb: 'Edited',
    target: (call) => firstLine(patchTarget(patchOf(call), call.cwd)),
    details: (outcome) => patchDetails(patchOf(outcome), outcome),
  };
}

/** A new file is its text; a changed one is the difference, if that is known. */
function changedStates(path: string, { before, after, patch, is_new }: FileChange): Partial<CapturedRow> {
  const isText = after !== undefined && (is_new || patch === undefined);
  const change = isText ? { text: after } : patch === undefined ? {} : { patch };
  return cutStates(
    defined({
      before_state: before === undefined || is_new ? undefined : { path, text: before },
      after_state: { path, ...change },
    }),
  );
}

/** Cuts the texts of an edit. The lines that it changed are counted before. */
function cutStates(states: Pick<CapturedRow, 'before_state' | 'after_state'>): Partial<CapturedRow> {
  const [before_state, after_state] = [states.before_state, states.after_state].map((state) => {
    const { text, patch, ...others } = state ?? {};
    if (typeof text === 'string') return { ...others, ...cutText('text', text) };
    return typeof patch === 'string' ? { ...others, ...cutText('patch', patch) } : state;
  });
  const isCut = [before_state, after_state].some((state) => state?.is_cut === true);
  return defined({
    before_state,
    after_state,
    metadata: isCut ? { changes: changesOf(states) } : undefined,
  });
}

/** Returns the file of a patch, or the first one and how many more. */
function patchTarget(patch: string, cwd?: string): string {
  const [first, ...others] = readPatch(patch);
  const path = displayPath(first?.path ?? '', cwd);
  return others.length === 0 ? path : `${path} and ${others.length} more`;
}

/** Returns what a patch changed. Its paths are relative to the working directory. */
function patchDetails(patch: string, { cwd, error }: ToolOutcome): Partial<CapturedRow> {
  const files = readPatch(patch).map((file) => ({ ...file, path: absolutePath(file.path, cwd) }));
  const [first, ...others] = files;
  if (first === undefined || error !== undefined) return { entity_id: first?.path };
  const { path, change, lines } = first;
  const paths = files.map((file) => file.path);
  if (others.length > 0) return { entity_id: path, ...cutStates({ after_state: { path, paths, patch } }) };
  const text = change === 'add' ? { text: addedText(first) } : { patch: lines.join('\n') };
  const after_state = change === 'delete' ? { path, is_deleted: true } : { path, ...text };
  return { entity_id: path, ...cutStates({ after_state }) };
}

function absolutePath(path: string, cwd?: string): string {
  const isAbsolute = /^(?:[\\/]|[A-Za-z]:)/.test(path);
  return isAbsolute || cwd === undefined ? path : `${cwd.replace(/[\\/]+$/, '')}/${path}`;
}
