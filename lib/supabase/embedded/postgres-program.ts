/** Runs the programs that come with Postgres, as the user that runs Postgres. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PostgresPlace } from './postgres-place.ts';

export interface Outcome {
  code: number | null;
  output: string;
}

interface ProgramOptions {
  /** Ends the program. */
  signal?: AbortSignal;
  /** The input of the program. */
  input?: string;
}

/**
 * Lets a connection keep the memory of its last statement. By default glibc returns buffers of more than 128 KB to the system, and the
 * next statement pays a page fault for each page. Other C libraries ignore these variables.
 */
const keptMemory = {
  MALLOC_MMAP_THRESHOLD_: String(4 * 1024 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(8 * 1024 * 1024),
};

/** Resolves when the program has ended, with or without an error. */
export function runProgram(
  place: PostgresPlace,
  program: string,
  args: string[],
  { signal, input }: ProgramOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(place.bin, program), args, {
      ...place.user,
      cwd: '/',
      env: { ...keptMemory, ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const end = () => child.kill();
    signal?.addEventListener('abort', end, { once: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.stdin?.on('error', () => {}).end(input);
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve({ code, output });
    });
  });
}
