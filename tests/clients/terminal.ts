/** Runs a client at a terminal, as a person does. `script` of util-linux makes the terminal. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { vi } from 'vitest';
import { PATIENCE } from './captured';
import type { ClientPlace } from './client-run';

export interface TerminalRun {
  /** Types keys once the screen has shown a text. */
  type(keys: string, seen: RegExp): Promise<void>;
  /** Ends the client and its terminal by `kill -9`. */
  close(): Promise<void>;
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The control sequences of a terminal: they move the cursor, set colours and name the window. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with escape
const CONTROLS = /\x1b(?:\][^\x07]*\x07|\[[0-9;?<>=]*[a-zA-Z]|[()][AB]|[78=>])/g;

/** Returns a terminal and the client in it. */
const processesOf = (pid: number): number[] => [
  pid,
  ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
];

export function startAtTerminal(
  { home, project }: ClientPlace,
  command: string[],
  env: Record<string, string>,
): TerminalRun {
  const whole = { PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env };
  const line = `stty cols 120 rows 40; exec ${command.map(quote).join(' ')}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: project,
    env: whole as unknown as NodeJS.ProcessEnv, // Next.js requires NODE_ENV of the type
    stdio: 'pipe',
  });
  let screen = '';
  child.stdout.on('data', (text: Buffer) => {
    screen += text.toString();
  });
  const isOver = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    type: async (keys, seen) => {
      await vi.waitFor(() => {
        const text = screen.replace(CONTROLS, '').replace(/\s+/g, '');
        if (!seen.test(text)) throw new Error(`The terminal does not show ${seen}: ${text.slice(-500)}`);
      }, PATIENCE);
      child.stdin.write(keys);
    },
    close: async () => {
      for (const pid of child.exitCode === null ? processesOf(child.pid ?? 0) : [])
        process.kill(pid, 'SIGKILL');
      await isOver;
    },
  };
}
