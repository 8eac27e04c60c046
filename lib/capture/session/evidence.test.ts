import { expect, test } from 'vitest';
import type { CapturedRow } from '../captured-row';
import { withEvidence } from './evidence';

const command = (text: string, state: object, more: Partial<CapturedRow> = {}): CapturedRow => ({
  action_type: 'command',
  description: `Ran ${text}`,
  after_state: { command: text, ...state },
  ...more,
});
const edit = (after_state: CapturedRow['after_state'], before?: string): CapturedRow => ({
  action_type: 'edit',
  description: 'Edited a.ts',
  after_state,
  ...(before !== undefined && { before_state: { path: '/a.ts', text: before } }),
});
const evidenceOf = (row: CapturedRow) => withEvidence(row).metadata;

test('notes the exit code of a test, also one that is unknown', () => {
  expect(evidenceOf(command('npm test', { exit_code: 1 }))).toEqual({ test: { exit_code: 1 } });
  expect(evidenceOf(command('npm test', {}))).toEqual({ test: { exit_code: null } });
  expect(evidenceOf(command('ls', { exit_code: 0 }))).toBeUndefined();
});

test('counts the lines of a diff without its heads', () => {
  const patch = '--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,3 @@\n-one\n+two\n+three\n same';
  expect(evidenceOf(edit({ path: '/a.ts', patch }))).toEqual({
    changes: [{ path: '/a.ts', added: 2, removed: 1 }],
  });
});

test('counts a whole text as added, and the text before it as removed', () => {
  expect(evidenceOf(edit({ path: '/a.ts', text: 'a\nb\n' }))).toEqual({
    changes: [{ path: '/a.ts', added: 2, removed: 0 }],
  });
  expect(evidenceOf(edit({ path: '/a.ts', text: 'a\n' }, 'x\ny\n'))).toEqual({
    changes: [{ path: '/a.ts', added: 1, removed: 2 }],
  });
});

test('counts each file of a patch', () => {
  const patch = [
    '*** Begin Patch',
    '*** Update File: a.ts',
    '@@',
    '-x',
    '+y',
    '*** Add File: b.ts',
    '+one',
    '+two',
    '*** End Patch',
  ].join('\n');
  expect(evidenceOf(edit({ path: '/w/a.ts', paths: ['/w/a.ts', '/w/b.ts'], patch }))).toEqual({
    changes: [
      { path: '/w/a.ts', added: 1, removed: 1 },
      { path: '/w/b.ts', added: 2, removed: 0 },
    ],
  });
});

test('notes a commit and a pull request, from the client or from what git prints', () => {
  const git = { commit: { sha: 'abc1234' }, pr: { url: 'https://example.com/o/r/pull/7' } };
  expect(evidenceOf(command('git commit', {}, { metadata: { git } }))).toMatchObject({
    commit: 'abc1234',
    pull_request: 'https://example.com/o/r/pull/7',
  });
  expect(
    evidenceOf(command('git add . && git commit -m x', { stdout: '[main 1a2b3c4] Repair it\n 1 file' })),
  ).toEqual({
    commit: '1a2b3c4',
  });
  expect(evidenceOf(command('gh pr create', { stdout: 'https://github.com/o/r/pull/8\n' }))).toEqual({
    pull_request: 'https://github.com/o/r/pull/8',
  });
  expect(evidenceOf(command('git log', { stdout: '[main 1a2b3c4] Repair it' }))).toBeUndefined();
});

test('notes nothing of a call that failed or was refused', () => {
  expect(evidenceOf({ ...edit({ path: '/a.ts', text: 'a' }), error_message: 'No' })).toBeUndefined();
  const refused = command('npm test', {}, { metadata: { is_refused: true } });
  expect(evidenceOf(refused)).toEqual({ is_refused: true });
});
