/** Runs real processes on a data folder and a supabase folder of the test, for the tests of their lifetime. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { copyDataTemplate } from './data-template.ts';

const migration = `
create table public.agent_api_keys (
  user_id text not null, name text not null, prefix text not null, key_hash text not null unique, scopes text[] not null,
  expires_at timestamptz, revoked_at timestamptz
);
create table public.things (name text);
`;

/** Where Node keeps compiled modules, so that only the first process of a script compiles them. */
const compileCache = join(tmpdir(), 'node-compile-cache');

export interface Server {
  child: ChildProcess;
  output: string;
  /** The database's address once it is ready, or null where the process ended first. */
  url: string | null;
  ended: Promise<number | null>;
}

interface RunOptions {
  env?: Record<string, string>;
  uid?: number;
  gid?: number;
}

function watch(child: ChildProcess): Server {
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const server: Server = { child, output: '', url: null, ended };
  const read = (chunk: Buffer) => {
    server.output += chunk.toString();
    server.url = /READY (\S+)/.exec(server.output)?.[1] ?? null;
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  return server;
}

/** Resolves once the output of the server matches, or when the server has ended. */
export async function waitForOutput(server: Server, words: RegExp): Promise<void> {
  let hasEnded = false;
  void server.ended.then(() => {
    hasEnded = true;
  });
  while (!words.test(server.output) && !hasEnded) await sleep(20);
}

export class Stage {
  readonly home = mkdtempSync(join(tmpdir(), 'aes-life-'));
  readonly dataDir = join(this.home, 'data');
  readonly supabaseDir = join(this.home, 'supabase');
  private readonly children: ChildProcess[] = [];

  constructor() {
    chmodSync(this.home, 0o755);
    mkdirSync(join(this.supabaseDir, 'migrations'), { recursive: true });
    this.addMigration('20260101000000', migration);
    writeFileSync(join(this.supabaseDir, 'seed.sql'), "insert into public.things values ('seeded');");
  }

  /** Copies a data folder, such as one of `createDataTemplate`. Call it before the first process starts. */
  useTemplate(dataTemplate: string): void {
    copyDataTemplate(dataTemplate, this.dataDir);
  }

  addMigration(version: string, sql: string): void {
    writeFileSync(join(this.supabaseDir, 'migrations', `${version}_case.sql`), sql);
  }

  /** Runs a script, named by its path in the checkout. Resolves when it prints READY or ends. */
  async run(script: string, args: string[] = [], options: RunOptions = {}): Promise<Server> {
    const server = this.launch(script, args, options);
    await waitForOutput(server, /READY/);
    return server;
  }

  /** Starts a script and does not wait for it. */
  launch(script: string, args: string[] = [], { env, ...user }: RunOptions = {}): Server {
    const child = spawn(process.execPath, [join(process.cwd(), script), ...args], {
      ...user,
      env: {
        PATH: process.env.PATH,
        HOME: this.home,
        NODE_ENV: 'test',
        AES_DATA_DIR: this.dataDir,
        NODE_COMPILE_CACHE: compileCache,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.children.push(child);
    return watch(child);
  }

  start(options: RunOptions = {}): Promise<Server> {
    return this.run('tests/support/test-backend-process.ts', [this.dataDir, this.supabaseDir], options);
  }

  /** Starts the server and does not wait until it is ready. */
  begin(): Server {
    return this.launch('tests/support/test-backend-process.ts', [this.dataDir, this.supabaseDir]);
  }

  /** The process that was started last. */
  latest(): ChildProcess | undefined {
    return this.children.at(-1);
  }

  /** The process id of the cluster's Postgres, if it is running. */
  postgresPid(): number | null {
    const file = join(this.dataDir, 'postgres', 'postmaster.pid');
    if (!existsSync(file)) return null;
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return isAlive(pid) ? pid : null;
  }

  clear(): void {
    for (const child of this.children) child.kill('SIGKILL');
    const pid = this.postgresPid();
    if (pid) process.kill(pid, 'SIGQUIT');
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Returns whether a process is running. A process that has ended but was not collected keeps its id; its command line is empty. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

export async function end(server: Server, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  server.child.kill(signal);
  return server.ended;
}

export async function query<T>(url: string | null, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url ?? '', { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
