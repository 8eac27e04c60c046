import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { turnOnHooks } from './git-hooks';

let folder: string;
const git = (...args: string[]) =>
  spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).stdout.trim();

beforeEach(() => {
  vi.stubEnv('CI', '');
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  folder = mkdtempSync(join(tmpdir(), 'git-hooks-'));
  git('init', '--quiet');
  git('remote', 'add', 'origin', 'https://example.com/repository.git');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the hooks', () => {
  test('are turned on once in a clone with a remote', () => {
    expect(turnOnHooks(folder)).toBe(true);
    expect(git('config', 'core.hooksPath')).toBe('.githooks');
    expect(turnOnHooks(folder)).toBe(false);
  });

  test('stay off for a developer who has set core.hooksPath', () => {
    git('config', 'core.hooksPath', '.git/hooks');
    expect(turnOnHooks(folder)).toBe(false);
    expect(git('config', 'core.hooksPath')).toBe('.git/hooks');
  });

  test.each([
    ['has hooks of its own', () => writeFileSync(join(folder, '.git', 'hooks', 'pre-commit'), '#!/bin/sh\n')],
    ['has no remote', () => git('remote', 'remove', 'origin')],
    ['runs in CI', () => vi.stubEnv('CI', 'true')],
    ['is not a clone', () => rmSync(join(folder, '.git'), { recursive: true })],
  ])('stay off if the folder %s', (_, prepare) => {
    mkdirSync(join(folder, '.git', 'hooks'), { recursive: true });
    prepare();
    expect(turnOnHooks(folder)).toBe(false);
    expect(git('config', 'core.hooksPath')).toBe('');
  });
});

describe('pre-push', () => {
  /** Runs the hook with an `npm` that prints its arguments and fails. */
  const push = (lines: string) => {
    const npm = join(folder, 'npm');
    writeFileSync(npm, '#!/bin/sh\necho "npm $*"\nexit 7\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    return spawnSync(resolve('.githooks/pre-push'), { input: lines, encoding: 'utf8', env });
  };

  test('runs `npm run check` and passes its failure on', () => {
    const { stdout, status } = push('refs/heads/a 1234 refs/heads/a 0000\n(delete) 0000 refs/heads/b 1234\n');
    expect([stdout, status]).toEqual(['npm run check\n', 7]);
  });

  test('checks nothing when a push only deletes branches', () => {
    expect(push('(delete) 0000 refs/heads/b 1234\n')).toMatchObject({ stdout: '', status: 0 });
  });
});
