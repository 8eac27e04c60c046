/** Finds programs that tests need and npm does not provide, or installs Debian's package. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Returns the path of a command on PATH or in one of the given folders. */
export function findCommand(name: string, folders: string[] = []): string | undefined {
  const all = [...(process.env.PATH ?? '').split(delimiter), ...folders];
  return all.map((folder) => join(folder, name)).find(isExecutable);
}

export function run(command: string, args: string[]): void {
  console.log(`  $ ${command} ${args.join(' ')}`);
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 10 * 60_000 });
  if (status !== 0)
    console.log(`  … did not work: ${(stderr || String(error ?? status)).trim().split('\n').at(-1)}`);
}

/** Tries to install a package, which only root can do. Returns whether it tried. */
export function installDebianPackage(name: string): boolean {
  if (process.getuid?.() !== 0 || !findCommand('apt-get')) return false;
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);
  return true;
}
