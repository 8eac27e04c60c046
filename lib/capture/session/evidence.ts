/**
 * Notes in a row's metadata what it proves, so that the database can sum it up (supabase/schema/analytics/evidence.sql): the exit code of
 * a test, the lines that an edit changed, a commit, a pull request.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../captured-row';
import { defined, numberOf, objectOf, textOf } from '../payload';
import { changesOf } from '../tools/file-changes';
import { isTestCommand } from './test-commands';

/** What git prints after a commit: [main 1a2b3c4] Subject. */
const COMMITTED = /^\[[^\]\n]*?\b([0-9a-f]{7,40})\] /m;
const PULL_REQUEST = /https:\/\/[\w.-]+\/[\w./-]+\/(?:pull|merge_requests)\/\d+/;

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
  // The counts of a text that was cut came with the row.
  if (row.action_type !== 'edit' || row.error_message !== undefined || row.metadata?.changes) return {};
  const changes = changesOf(row);
  return changes.length > 0 ? { changes } : {};
}

/** Returns a row of a tool call with what it proves. A call that was refused proves nothing. */
export function withEvidence(row: CapturedRow): CapturedRow {
  const evidence = row.metadata?.is_refused === true ? {} : evidenceOf(row);
  return Object.keys(evidence).length === 0 ? row : { ...row, metadata: { ...row.metadata, ...evidence } };
}
