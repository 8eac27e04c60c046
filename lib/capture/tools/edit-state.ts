/** Reads what an edit changed: the file before it and the change, as far as the client sends them. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf, textOf } from '../payload';
import { addedText, readPatch } from '../text/apply-patch';
import { cutText } from '../text/cut-text';
import { diffOfHunks, diffOfReplacement } from '../text/unified-diff';
import { firstText, type ToolCall } from './tool-call';
import { PATH_FIELDS, patchOf } from './tool-kind';

export interface EditState {
  entity_id?: string;
  before_state?: JsonObject;
  after_state?: JsonObject;
}

const CONTENT_FIELDS = ['content', 'contents', 'new_source', 'text'];

/** Returns the path, the file before the edit, and a unified diff; of a new file, its text. */
export function editState(call: ToolCall): EditState {
  if (call.tool === 'apply_patch') return patchState(call);
  const response = objectOf(call.response);
  const path = firstText(response, PATH_FIELDS) ?? firstText(call.input, PATH_FIELDS);
  if (path === undefined || call.error !== undefined) return { entity_id: path };
  const original = textOf(response.originalFile);
  const patch = diffOfHunks(listOf(response.structuredPatch)) ?? diffOfInput(call.input);
  const text = firstText(response, CONTENT_FIELDS) ?? firstText(call.input, CONTENT_FIELDS);
  return {
    entity_id: path,
    before_state: original === undefined ? undefined : { path, ...cutText('text', original) },
    after_state: {
      path,
      ...(patch !== undefined ? cutText('patch', patch) : text !== undefined && cutText('text', text)),
    },
  };
}

/** Returns the replacements of an input with old_string and new_string, or with a list of them. */
function diffOfInput(input: JsonObject): string | undefined {
  const edits = Array.isArray(input.edits) ? input.edits.map(objectOf) : [input];
  const diffs = edits.flatMap(({ old_string: before, new_string: after }) =>
    typeof before === 'string' && typeof after === 'string' ? diffOfReplacement(before, after) : [],
  );
  return diffs.length > 0 ? diffs.join('\n') : undefined;
}

/** Returns what a patch changed, in one file or several. Its paths are relative to the working directory. */
function patchState(call: ToolCall): EditState {
  const patch = patchOf(call.input);
  const files = readPatch(patch).map((file) => ({ ...file, path: absolutePath(file.path, call.cwd) }));
  const [first, ...others] = files;
  if (first === undefined || call.error !== undefined) return { entity_id: first?.path };
  const { path, change, lines } = first;
  const paths = files.map((file) => file.path);
  if (others.length > 0) return { entity_id: path, after_state: { path, paths, ...cutText('patch', patch) } };
  const text = change === 'add' ? cutText('text', addedText(first)) : cutText('patch', lines.join('\n'));
  return {
    entity_id: path,
    after_state: change === 'delete' ? { path, is_deleted: true } : { path, ...text },
  };
}

function absolutePath(path: string, cwd?: string): string {
  const isAbsolute = /^(?:[\\/]|[A-Za-z]:)/.test(path);
  return isAbsolute || cwd === undefined ? path : `${cwd.replace(/[\\/]+$/, '')}/${path}`;
}
