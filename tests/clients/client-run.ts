/** Runs a client in folders of its own, with an environment of nothing but what it is given. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface ClientPlace {
  /** The client's HOME. */
  home: string;
  /** The project, in which it works. */
  project: string;
  remove(): void;
}

export interface ClientRun {
  /** Resolves when it has ended, with what it wrote. */
  ended: Promise<{ code: number | null; output: string }>;
  /** Ends it and all that it started by `kill -9`. */
  kill(): void;
}

export function createPlace(name: string): ClientPlace {
  const root = mkdtempSync(join(tmpdir(), `aes-${name}-`));
  const place = { home: join(root, 'home'), project: join(root, 'shop') };
  for (const folder of Object.values(place)) mkdirSync(folder);
  return { ...place, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Writes a file whose path begins with `~/` into HOME, and any other into the project. */
export function writePlaced({ home, project }: ClientPlace, path: string, content: string): void {
  const file = path.startsWith('~/') ? join(home, path.slice(2)) : join(project, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

export function startClient(
  { home, project }: ClientPlace,
  [program = '', ...args]: string[],
  env: Record<string, string>,
): ClientRun {
  // Next.js requires NODE_ENV of the type, which the client must not get.
  const whole = { PATH: process.env.PATH, HOME: home, ...env } as unknown as NodeJS.ProcessEnv;
  const child = spawn(program, args, {
    cwd: project,
    env: whole,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // its process group is what `kill` ends
  });
  const code = new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([ended, out, errors]) => ({
    code: ended,
    output: out + errors,
  }));
  return {
    ended,
    kill: () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    },
  };
}
