/** Reads the outcome of tools that change files: the state before and after. */

import type { CapturedRow } from '../facts';
import { defined, firstLine } from '../payload';
import { cutText } from '../text/cut-text';
import { shortPath } from './short-path';
import { type CallInput, type CallOutcome, inputText, type ToolReader } from './tool-readers';

export interface FileChange {
  /** The whole file before, if the client sends it. */
  before?: string;
  /** The whole file after. */
  after?: string;
  /** The hunks of a unified diff. */
  patch?: string;
  is_new?: boolean;
}

/** Returns a reader of changed files, from what finds the path in the input and the change in the outcome. */
export function changesFile(
  verb: string,
  pathOf: (call: CallInput) => string,
  changeOf: (outcome: CallOutcome) => FileChange,
): ToolReader {
  return {
    action_type: 'edit',
    verb,
    target: (call) => firstLine(shortPath(pathOf(call), call.cwd)),
    details: (outcome) => fileDetails(pathOf(outcome), outcome, changeOf(outcome)),
  };
}

/** Returns what finds the path in a field. */
export function pathIn(...fields: string[]): (call: CallInput) => string {
  return (call) => inputText(call, fields);
}

function fileDetails(path: string, { error }: CallOutcome, change: FileChange): Partial<CapturedRow> {
  const entity_id = path || undefined;
  if (error !== undefined || path === '') return defined({ entity_id });
  const { before, is_new } = change;
  return defined({
    entity_id,
    before_state: before === undefined || is_new ? undefined : { path, ...cutText('text', before) },
    after_state: { path, ...changedState(change) },
  });
}

/** A new file is its text; a changed one is the difference, if that is known. */
function changedState({ after, patch, is_new }: FileChange) {
  if (after !== undefined && (is_new || patch === undefined)) return cutText('text', after);
  return patch === undefined ? {} : cutText('patch', patch);
}
