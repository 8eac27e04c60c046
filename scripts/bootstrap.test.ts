/** Tests what the bootstrap installs, in a separate folder with an `npm` that only records its arguments. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const APP = 'ci --omit=dev';
const ALL = 'ci --include=dev';
const ADDED = 'install --no-save --include=dev';

/** Deletes the packages as `npm ci` does, "installs" a Node and records its arguments. */
const npm = `#!/bin/sh
echo "$@" >> npm.log
if [ "$1" = ci ]; then rm -rf node_modules; fi
mkdir -p node_modules/node/bin
ln -sf "${process.execPath}" node_modules/node/bin/node
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  mkdirSync(join(folder, 'scripts'));
  copyFileSync('scripts/bootstrap.mjs', join(folder, 'scripts', 'bootstrap.mjs'));
  writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
  writeFileSync(join(folder, 'script.mjs'), "console.log('ran with', process.argv[2]);");
  setLock('one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const setLock = (text: string) => writeFileSync(join(folder, 'package-lock.json'), text);

/** Runs a script through the bootstrap; returns the arguments of npm. */
function run(needsTools: boolean): string[] {
  const log = join(folder, 'npm.log');
  rmSync(log, { force: true });
  const code = `import { runScript } from './scripts/bootstrap.mjs';
    runScript('script.mjs', { args: ['words'], needsTools: ${needsTools} });`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toContain('ran with words');
  const calls = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return calls.map((call) => call.replace(' --no-audit --no-fund --loglevel=error', ''));
}

const start = () => run(false);
const runTests = () => run(true);

test('installs the app without development tools, once', () => {
  expect(start()).toEqual([APP]);
  expect(start()).toEqual([]);
});

test('adds the development tools without replacing packages that a server may use', () => {
  start();
  expect(runTests()).toEqual([ADDED]);
  expect([runTests(), start()]).toEqual([[], []]);
});

test('installs everything for a developer, and nothing more at their start', () => {
  expect(runTests()).toEqual([ALL]);
  expect(start()).toEqual([]);
});

test('installs again after a change of the lock file, and keeps the tools', () => {
  start();
  setLock('two');
  expect(start()).toEqual([APP]);
  runTests();
  setLock('three');
  expect(start()).toEqual([ALL]);
});

test('installs again when node_modules is gone', () => {
  start();
  rmSync(join(folder, 'node_modules'), { recursive: true });
  expect(start()).toEqual([APP]);
});
