/** Installs packages that only a benchmark or a test needs, in a folder of their own with its lock file. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

function npm(folder: string, args: string[]): void {
  const isWindows = process.platform === 'win32';
  const { status } = spawnSync(
    isWindows ? 'npm.cmd' : 'npm',
    [...args, '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, stdio: ['ignore', 2, 2], shell: isWindows },
  );
  if (status !== 0) throw new Error(`npm ${args[0]} failed in ${folder}. See its message above.`);
}

/**
 * Installs the packages of a lock file unless it is older than the installation. Runs the scripts of the packages in `built` only, because
 * some scripts send telemetry to third parties.
 */
export function installPackages(folder: string, size: string, built: string[] = []): void {
  const lock = join(folder, 'package-lock.json');
  const installed = join(folder, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(lock).mtimeMs) return;
  console.error(`… Installing packages (npm install in ${relative(process.cwd(), folder)}, ${size})`);
  // npm ci refuses a lock file without the optional packages of other systems, which not every registry has.
  npm(folder, ['install', '--no-save', '--ignore-scripts']);
  if (built.length > 0) npm(folder, ['rebuild', ...built]);
}
