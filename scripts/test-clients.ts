/**
 * `npm run test:clients [-- -t gemini]`: runs real coding agents against a production build and a scripted model (tests/clients/). Installs
 * the agents first. Arguments are those of vitest. Where the system allows it, the run has no network but loopback.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildApp } from '../server/build-app.ts';
import { installPackages } from './install-packages.ts';

const UP = 'ip link set lo up && exec "$0" "$@"';
/** Runs a command in a network of its own, of which only loopback is up. */
const isolation = ['unshare', '--net', 'sh', '-c', UP];

/** Root on Linux may have a network of its own. A user would first need to become root, as which Postgres does not run. */
function canIsolate(): boolean {
  if (process.getuid?.() !== 0) return false;
  const [program = '', ...args] = [...isolation, 'true'];
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

installPackages(join('tests', 'clients'), '1.5 GB', ['@anthropic-ai/claude-code', 'opencode-ai']);
await buildApp(process.cwd());
const vitest = [
  process.execPath,
  'node_modules/vitest/vitest.mjs',
  ...['run', '--config', 'tests/clients/vitest.config.ts', '--reporter=verbose', ...process.argv.slice(2)],
];
const isIsolated = canIsolate();
console.log(
  isIsolated
    ? 'The run has no network but loopback.'
    : 'The run can reach the network: only a proxy refuses it. Run as root on Linux to take it away.',
);
const [program = '', ...args] = isIsolated ? [...isolation, ...vitest] : vitest;
process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
