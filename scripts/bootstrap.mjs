// What has to work before anything is installed: plain JavaScript for Node 20.9 and later, no packages.
// Installs the dependencies when they are missing or the lock file changed, then runs a script on the pinned Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stampFile = join(modules, '.agent-execution-system');

const telemetryOff = { NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

function installStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
}

function isInstalled() {
  return (
    existsSync(pinnedNode) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === installStamp()
  );
}

/** Makes node_modules fit the lock file; exits with npm's code when that fails. Where stdout is not for words, they go to stderr. */
function ensureInstalled(isSilent) {
  if (isInstalled()) return;
  const say = isSilent ? console.error : console.log;
  const why = existsSync(modules) ? 'The lock file has changed' : 'First start';
  say(`${why}: installing the dependencies (npm ci) …`);
  const began = performance.now();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(
    npm,
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      // Packages that would count their installations are told not to.
      env: { ...process.env, ...telemetryOff },
      stdio: ['ignore', isSilent ? 2 : 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0 || !existsSync(pinnedNode)) {
    console.error(
      `The dependencies could not be installed${error ? `: ${error.message}` : ''}. See npm's message above.`,
    );
    process.exit(status || 1);
  }
  writeFileSync(stampFile, installStamp());
  say(`✓ Installed the dependencies  ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** The process whose death means that nobody wants this one any more: npm, which may have a shell in between. */
function npmAbove() {
  const parent = process.ppid;
  try {
    const isShell = /^(ba|da)?sh\n$/.test(readFileSync(`/proc/${parent}/comm`, 'utf8'));
    const status = readFileSync(`/proc/${parent}/status`, 'utf8');
    return isShell ? `${parent} ${/^PPid:\s+(\d+)/m.exec(status)?.[1]}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

/** npm passes SIGTERM to its shell and no further, so that a script of its has to notice by itself that npm has gone. */
function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return;
  const npm = npmAbove();
  setInterval(() => npmAbove() !== npm && onGone(), 500).unref();
}

/** Installs if need be and runs a script of this folder, passing signals on and ending with its exit code. */
export function runScript(script, { args = process.argv.slice(2), isSilent = false } = {}) {
  const began = Date.now();
  ensureInstalled(isSilent);
  const path = [join(modules, '.bin'), dirname(pinnedNode), process.env.PATH].join(
    process.platform === 'win32' ? ';' : ':',
  );
  const child = spawn(pinnedNode, [join(root, 'scripts', script), ...args], {
    cwd: root,
    env: { ...process.env, ...telemetryOff, PATH: path, AES_BEGAN: String(began) },
    // The channel closes when this process dies, even by -9; that tells the script to stop in order.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill('SIGTERM'));
  child.once('error', (error) => {
    console.error(`The pinned Node could not be run: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
