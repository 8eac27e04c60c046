/** Creates the Postgres cluster of a data folder. */
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresPlace } from './postgres-place.ts';
import { runProgram } from './postgres-program.ts';
import { adviceFor } from './start-failure.ts';

/** The built-in provider sorts the same on every machine. Full-text search folds case by LC_CTYPE, which some machines lack. */
async function initdb(
  place: PostgresPlace,
  target: string,
  passwordFile: string,
  signal?: AbortSignal,
): Promise<void> {
  let output = '';
  for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const outcome = await runProgram(
      place,
      'initdb',
      [
        `--pgdata=${target}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        `--lc-ctype=${ctype}`,
        '--no-instructions',
      ],
      { signal },
    );
    signal?.throwIfAborted();
    if (outcome.code === 0) return;
    output = outcome.output;
  }
  const advice = adviceFor(output, target) ?? `The database could not be created in ${target}.`;
  throw new Error(`${advice}\n${output}`);
}

/** Creates the cluster in a temporary folder and then moves it into place. An interrupted creation starts again. */
export async function createCluster(
  place: PostgresPlace,
  password: string,
  signal?: AbortSignal,
): Promise<void> {
  const target = `${place.cluster}.new`;
  const secretFolder = await mkdtemp(join(tmpdir(), 'aes-'));
  const passwordFile = join(secretFolder, 'password');
  try {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    for (const path of place.user ? [target, secretFolder, passwordFile] : []) {
      await chown(path, place.user?.uid ?? 0, place.user?.gid ?? 0);
    }
    await initdb(place, target, passwordFile, signal);
    await rename(target, place.cluster);
  } finally {
    await rm(secretFolder, { recursive: true, force: true });
  }
}
