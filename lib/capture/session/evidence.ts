/**
 * Notes in a row's metadata what it proves, so that the database can sum it up (supabase/schema/analytics/evidence.sql): the exit code of
 * a test, the lines that an edit changed, a commit, a pull request.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../captured-row';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';
import { readPatch } from '../text/apply-patch';
import { isTestCommand } from './test-commands';

/** The metadata of a row is small. */
const MAX_FILES = 20;
/** What git prints after a commit: [main 1a2b3c4] Subject. */
const COMMITTED = /^\[[^\]\n]*?\b([0-9a-f]{7,40})\] /m;
const PULL_REQUEST = /https:\/\/[\w.-]+\/[\w./-]+\/(?:pull|merge_requests)\/\d+/;

type Change = {
  path: string;
  added: number;
  removed: number;
};

const countLines = (text: string) => (text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);

function countOf(lines: readonly string[], sign: string): number {
  return lines.filter((line) => line.startsWith(sign)).length;
}

/** Returns how many lines a row changed in each file. A text without a patch is the whole file. */
function changesOf({ before_state, after_state, entity_id }: CapturedRow): Change[] {
  const state = objectOf(after_state);
  const patch = textOf(state.patch);
  const path = textOf(state.path) ?? entity_id;
  const files = patch === undefined ? [] : readPatch(patch);
  if (files.length > 0) {
    const paths = listOf(state.paths).map(textOf);
    return files.map((file, at) => ({
      path: paths[at] ?? file.path,
      added: countOf(file.lines, '+'),
      removed: countOf(file.lines, '-'),
    }));
  }
  if (path === undefined) return [];
  if (patch !== undefined) {
    const lines = patch.split('\n').filter((line) => !/^(?:\+\+\+|---) /.test(line));
    return [{ path, added: countOf(lines, '+'), removed: countOf(lines, '-') }];
  }
  const before = countLines(textOf(objectOf(before_state).text) ?? '');
  if (state.is_deleted === true) return [{ path, added: 0, removed: before }];
  const text = textOf(state.text);
  return text === undefined ? [] : [{ path, added: countLines(text), removed: before }];
}

function gitOf({ metadata, after_state }: CapturedRow): JsonObject {
  const git = objectOf(metadata?.git);
  const state = objectOf(after_state);
  const command = textOf(state.command) ?? '';
  const output = textOf(state.stdout) ?? '';
  const printed = /\bgit\b[^|;&\n]*\bcommit\b/.test(command) ? COMMITTED.exec(output)?.[1] : undefined;
  const opened = /\b(?:pr|mr) create\b/.test(command) ? PULL_REQUEST.exec(output)?.[0] : undefined;
  return defined({
    commit: textOf(objectOf(git.commit).sha) ?? printed,
    pull_request: textOf(objectOf(git.pr).url) ?? opened,
  });
}

function evidenceOf(row: CapturedRow): JsonObject {
  if (row.action_type === 'command') {
    const exit_code = numberOf(row.after_state?.exit_code) ?? null;
    return { ...(isTestCommand(row) && { test: { exit_code } }), ...gitOf(row) };
  }
  const changes = row.action_type === 'edit' && row.error_message === undefined ? changesOf(row) : [];
  return changes.length > 0 ? { changes: changes.slice(0, MAX_FILES) } : {};
}

/** Returns a row of a tool call with what it proves. A call that was refused proves nothing. */
export function withEvidence(row: CapturedRow): CapturedRow {
  const evidence = row.metadata?.is_refused === true ? {} : evidenceOf(row);
  return Object.keys(evidence).length === 0 ? row : { ...row, metadata: { ...row.metadata, ...evidence } };
}
