/** Enables the hooks in `.githooks/` for a clone that can push and has no hooks of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

function git(folder: string, args: string[]): string {
  return spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** Returns whether the developer has hooks, which `core.hooksPath` would disable. */
function hasOwnHooks(folder: string): boolean {
  const hooks = resolve(folder, git(folder, ['rev-parse', '--git-path', 'hooks']));
  return existsSync(hooks) && readdirSync(hooks).some((name) => !name.endsWith('.sample'));
}

/**
 * Sets `core.hooksPath` and returns true. Returns false and changes nothing in CI, in a clone without a remote, and if
 * the developer has hooks or has set `core.hooksPath`.
 */
export function turnOnHooks(folder: string): boolean {
  if (process.env.CI || !existsSync(join(folder, '.git'))) return false;
  if (!git(folder, ['remote']) || git(folder, ['config', 'core.hooksPath']) || hasOwnHooks(folder))
    return false;
  git(folder, ['config', 'core.hooksPath', '.githooks']);
  return true;
}
