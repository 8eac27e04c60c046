// Runs before anything is installed: plain JavaScript for Node 20.9 and later, without packages.
// Installs the packages that are missing or that the lock file changed, then runs a script on the pinned Node 24.
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

/** The end of the stamp if the development tools are not installed. */
const NO_TOOLS = ' without development tools';

/** Returns the stamp of a complete installation of this lock file on this machine. */
function installStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
}

/** Returns the npm arguments that install what is missing, or null. A developer's folder keeps the development tools. */
function missingInstall(needsTools) {
  const stamp = existsSync(pinnedNode) && existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  const all = installStamp();
  if (stamp === all || (!needsTools && stamp === all + NO_TOOLS)) return null;
  // A server may be using these packages, so the others are added. `npm ci` would delete them first.
  if (stamp === all + NO_TOOLS)
    return { args: ['install', '--no-save', '--include=dev'], stamp: all, what: 'development tools' };
  if (!needsTools && (stamp === '' || stamp.endsWith(NO_TOOLS)))
    return { args: ['ci', '--omit=dev'], stamp: all + NO_TOOLS, what: 'packages' };
  return { args: ['ci', '--include=dev'], stamp: all, what: 'packages and development tools' };
}

/**
 * Installs the packages of the lock file that node_modules lacks; exits with npm's code if that fails. Writes messages
 * to stderr if stdout is for data.
 */
function ensureInstalled(needsTools, isSilent) {
  const install = missingInstall(needsTools);
  if (!install) return;
  const say = isSilent ? console.error : console.log;
  say(`… Installing the ${install.what} (npm ${install.args[0]}, about half a minute)`);
  const began = performance.now();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, [...install.args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // Tells packages not to report their installation.
    env: { ...process.env, ...telemetryOff },
    stdio: ['ignore', isSilent ? 2 : 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0 || !existsSync(pinnedNode)) {
    console.error(
      `The packages could not be installed${error ? `: ${error.message}` : ''}. See npm's message above.`,
    );
    process.exit(status || 1);
  }
  writeFileSync(stampFile, install.stamp);
  say(`✓ Installed the ${install.what}  ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** Returns the process whose death ends this one: npm, possibly behind a shell. */
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

/** npm forwards SIGTERM only to its shell, so a script must detect the death of npm itself. */
function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return;
  const npm = npmAbove();
  setInterval(() => npmAbove() !== npm && onGone(), 500).unref();
}

/**
 * Installs the packages if they are missing and runs a script, named by its path in the checkout. Forwards signals and exits with
 * the script's exit code. Scripts that run the app set `needsTools` to false.
 */
export function runScript(
  script,
  { args = process.argv.slice(2), nodeArgs = [], isSilent = false, needsTools = true } = {},
) {
  const began = Date.now();
  ensureInstalled(needsTools, isSilent);
  const path = [join(modules, '.bin'), dirname(pinnedNode), process.env.PATH].join(
    process.platform === 'win32' ? ';' : ':',
  );
  const child = spawn(pinnedNode, [...nodeArgs, join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, ...telemetryOff, PATH: path, AES_BEGAN: String(began) },
    // The channel closes when this process dies, even by -9; the script then stops in order.
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
