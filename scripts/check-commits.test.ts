/** Checks commit subjects in real repositories: complete, shallow and rewritten ones, and in folders without a repository. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findWrongSubjects } from './check-commits';

const folder = mkdtempSync(join(tmpdir(), 'commit-subjects-'));
const origin = join(folder, 'origin');
const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];

function git(where: string, ...args: string[]): string {
  return execFileSync('git', ['-C', where, ...identity, ...args], { encoding: 'utf8' }).trim();
}

/** Adds an empty commit and returns its hash. */
function commit(subject: string): string {
  git(origin, 'commit', '--quiet', '--allow-empty', '--no-verify', '--message', subject);
  return git(origin, 'rev-parse', 'HEAD');
}

function clone(name: string, ...options: string[]): string {
  git(folder, 'clone', '--quiet', ...options, `file://${origin}`, name);
  return join(folder, name);
}

let base: string;
let late: string;

beforeAll(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  execFileSync('git', ['init', '--quiet', origin]);
  commit('An old subject');
  base = commit('Another old subject');
  commit('steps: add a check');
  late = commit('steps: added a check');
  commit('steps: remove a check');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const wrongLate = [expect.stringContaining('"steps: added a check" begins the change with "added"')];

test('finds wrong subjects since the base, and no older ones', () => {
  expect(findWrongSubjects(origin, base)).toEqual(wrongLate);
  expect(findWrongSubjects(origin, late)).toEqual([]);
});

test('needs no remote branch', () => {
  const fresh = clone('no-remote');
  git(fresh, 'remote', 'remove', 'origin');
  expect(findWrongSubjects(fresh, base)).toEqual(wrongLate);
});

test('checks the commits of a shallow clone, with or without the base', () => {
  expect(findWrongSubjects(clone('depth-1', '--depth=1'), base)).toEqual([]);
  expect(findWrongSubjects(clone('depth-2', '--depth=2'), base)).toEqual(wrongLate);
  expect(findWrongSubjects(clone('depth-4', '--depth=4'), base)).toEqual(wrongLate);
});

test('checks nothing when an older commit is checked out', () => {
  const old = clone('old');
  git(old, 'checkout', '--quiet', `${base}~1`);
  expect(findWrongSubjects(old, base)).toEqual([]);
});

test('checks the newest commit of a history without the base', () => {
  const unknown = '0123456789012345678901234567890123456789';
  expect(findWrongSubjects(origin, unknown)).toEqual([]);
  const fresh = clone('rewritten');
  git(fresh, 'checkout', '--quiet', late);
  expect(findWrongSubjects(fresh, unknown)).toEqual(wrongLate);
});

test('skips merge commits', () => {
  const merged = clone('merged');
  git(merged, 'checkout', '--quiet', '-b', 'side', late);
  git(merged, 'commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'docs: explain the check');
  git(merged, 'merge', '--quiet', '--no-ff', '--message', 'Merge the side', 'origin/HEAD');
  expect(findWrongSubjects(merged, late)).toEqual([]);
});

test('passes in an unpacked archive inside another repository', () => {
  const archive = join(origin, 'archive');
  mkdirSync(archive);
  expect(findWrongSubjects(archive, base)).toEqual([]);
});
