/** How the embedded backend is born, dies and comes back, with real processes on data folders of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const isRoot = process.getuid?.() === 0;
const migration = `
create table public.agent_api_keys (
  user_id text not null, name text not null, prefix text not null, key_hash text not null unique, scopes text[] not null,
  expires_at timestamptz, revoked_at timestamptz
);
create table public.things (name text);
`;

let home: string;
let dataDir: string;
let supabaseDir: string;
let children: ChildProcess[] = [];

interface Server {
  child: ChildProcess;
  output: string;
  /** The database's address once it is ready; null when it ended instead. */
  url: string | null;
  ended: Promise<number | null>;
}

function run(
  script: string,
  args: string[] = [],
  options: { env?: Record<string, string>; uid?: number; gid?: number } = {},
): Promise<Server> {
  const { env = {}, ...user } = options;
  const child = spawn(process.execPath, [join(process.cwd(), 'scripts', script), ...args], {
    ...user,
    env: { PATH: process.env.PATH, HOME: home, NODE_ENV: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const server: Server = { child, output: '', url: null, ended: Promise.resolve(null) };
  server.ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  return new Promise((resolve) => {
    const read = (chunk: Buffer) => {
      server.output += chunk.toString();
      server.url = /READY (\S+)/.exec(server.output)?.[1] ?? null;
      if (server.url) resolve(server);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void server.ended.then(() => resolve(server));
  });
}

const start = (args = [dataDir, supabaseDir], options = {}) => run('test-backend-process.ts', args, options);

function addMigration(version: string, sql: string): void {
  writeFileSync(join(supabaseDir, 'migrations', `${version}_case.sql`), sql);
}

async function query<T>(url: string | null, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url ?? '', { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** A process that has ended but that nobody has asked about keeps its number; its command line is empty. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

/** The process id of the cluster's Postgres, if it lives. */
function postgresPid(): number | null {
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return isAlive(pid) ? pid : null;
}

async function end(server: Server, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  server.child.kill(signal);
  return server.ended;
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aes-life-'));
  chmodSync(home, 0o755);
  dataDir = join(home, 'data');
  supabaseDir = join(home, 'supabase');
  mkdirSync(join(supabaseDir, 'migrations'), { recursive: true });
  addMigration('20260101000000', migration);
  writeFileSync(join(supabaseDir, 'seed.sql'), "insert into public.things values ('seeded');");
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  const pid = postgresPid();
  if (pid) process.kill(pid, 'SIGQUIT');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('starting', () => {
  test('the first start makes secrets for nobody else to read, an owner, a key and the seed', async () => {
    const server = await start();
    expect(server.output).toContain('Created the local owner');
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o067).toBe(0);
    const rows = await query(
      server.url,
      (sql) => sql`
      select (select count(*)::int from auth.users) as users, (select count(*)::int from public.things) as things,
        (select scopes from public.agent_api_keys) as scopes`,
    );
    expect(rows[0]).toEqual({ users: 1, things: 1, scopes: ['read', 'write'] });
    expect(await end(server)).toBe(0);
  });

  test('the second keeps everything and seeds nothing', async () => {
    await end(await start());
    const secrets = readFileSync(join(dataDir, 'secrets.json'), 'utf8');
    const server = await start();
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe(secrets);
    const [row] = await query(server.url, (sql) => sql`select count(*)::int as n from public.things`);
    expect(row?.n).toBe(1);
  });

  test('two at once on one data folder: the second says so, and a lock left by the dead is taken over', async () => {
    const first = await start();
    const second = await start();
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(
      `already running on this data folder: http://127.0.0.1:1 (process ${first.child.pid}`,
    );
    await end(first, 'SIGKILL');
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(true);
    expect((await start()).url).not.toBeNull();
  });

  test('a taken port is named before Postgres is started', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) =>
      blocker.listen(0, '127.0.0.1', () => {
        const address = blocker.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      }),
    );
    const server = await run('serve.ts', [], { env: { PORT: String(port), AES_DATA_DIR: dataDir } });
    blocker.close();
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(new RegExp(`Port ${port} .* taken .*PORT=`));
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
  });

  test.each([
    [
      { NEXT_PUBLIC_SUPABASE_URL: 'https://x.supabase.co' },
      'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY is missing',
    ],
    [{ NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'k' }, 'NEXT_PUBLIC_SUPABASE_URL is missing'],
    [{ PORT: 'many' }, 'PORT'],
  ])('an environment of %o names the variable', async (env, message) => {
    const server = await run('serve.ts', [], { env: { AES_DATA_DIR: dataDir, ...env } });
    expect(await server.ended).toBe(1);
    expect(server.output).toContain(message);
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('ending', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops Postgres and releases the lock', async (signal) => {
    const server = await start();
    expect(postgresPid()).not.toBeNull();
    expect(await end(server, signal)).toBe(0);
    expect(postgresPid()).toBeNull();
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
  });

  test('after kill -9 the next start adopts the Postgres that was left and loses nothing', async () => {
    const server = await start();
    await query(server.url, (sql) => sql`insert into public.things values ('kept')`);
    const pid = postgresPid();
    await end(server, 'SIGKILL');
    expect(postgresPid()).toBe(pid);
    const next = await start();
    expect(next.output).toContain('Adopted');
    expect(postgresPid()).toBe(pid);
    const rows = await query(next.url, (sql) => sql`select name from public.things order by name`);
    expect(rows.map((row) => row.name)).toEqual(['kept', 'seeded']);
  });

  test('after both were killed the next start recovers, whoever has the old process id now', async () => {
    const server = await start();
    await query(server.url, (sql) => sql`insert into public.things values ('kept')`);
    const pid = postgresPid();
    await end(server, 'SIGKILL');
    if (pid) process.kill(pid, 'SIGKILL');
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'));
    const next = await start();
    expect(next.output).toContain('Started Postgres');
    const [row] = await query(next.url, (sql) => sql`select count(*)::int as n from public.things`);
    expect(row?.n).toBe(2);
  });
});

describe('migrations', () => {
  test('one that fails is rolled back whole, named with its statement, and nothing stays running', async () => {
    await end(await start());
    addMigration(
      '20260102000000',
      "create table public.half (n int);\n\n-- wrong\ninsert into public.half\nvalues ('x');\n",
    );
    const server = await start();
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(/20260102000000_case\.sql, line 5: invalid input syntax .*22P02/);
    expect(server.output).toContain("values ('x');".slice(0, -1));
    expect(postgresPid()).toBeNull();
    addMigration('20260102000000', 'create table public.whole (n int);');
    const mended = await start();
    const rows = await query(
      mended.url,
      (sql) => sql`
      select to_regclass('public.half') as half, to_regclass('public.whole')::text as whole,
        (select array_agg(version || ' ' || name || ' ' || cardinality(statements) order by version)
          from supabase_migrations.schema_migrations) as record`,
    );
    expect(rows[0]).toEqual({
      half: null,
      whole: 'whole',
      record: ['20260101000000 case 2', '20260102000000 case 1'],
    });
  });

  test('data of a newer version are refused and left alone', async () => {
    addMigration('20990101000000', 'create table public.future (n int);');
    await end(await start());
    rmSync(join(supabaseDir, 'migrations', '20990101000000_case.sql'));
    addMigration('20260103000000', 'create table public.present (n int);');
    const server = await start();
    expect(await server.ended).toBe(1);
    expect(server.output).toContain('20990101000000');
    expect(server.output).toContain('left untouched');
    addMigration('20990101000000', 'create table public.future (n int);');
    rmSync(join(supabaseDir, 'migrations', '20260103000000_case.sql'));
    const [row] = await query(
      (await start()).url,
      (sql) => sql`select to_regclass('public.present') as present`,
    );
    expect(row?.present).toBeNull();
  });
});

describe('users', () => {
  test.runIf(isRoot)('root, in a folder that the Postgres user may not enter', async () => {
    chmodSync(home, 0o700);
    const server = await start();
    expect(server.url).not.toBeNull();
    expect(await end(server)).toBe(0);
    const reset = await run('reset.ts', ['--yes'], { env: { AES_DATA_DIR: dataDir } });
    expect(await reset.ended).toBe(0);
    expect(existsSync(dataDir)).toBe(false);
  });

  test('an ordinary user runs Postgres as himself', async () => {
    // Under root the test becomes somebody else; any other user is ordinary already.
    const user = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    if (isRoot) chownSync(home, 65_534, 65_534);
    const server = await start([dataDir, supabaseDir], user);
    expect(server.output).toContain('READY');
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(statSync(dataDir).uid);
    expect(await end(server)).toBe(0);
  });
});

describe('npm run reset', () => {
  const reset = (...args: string[]) => run('reset.ts', args, { env: { AES_DATA_DIR: dataDir } });

  test('asks, so without a terminal it needs --yes; it refuses while a server runs and what is no data folder', async () => {
    const server = await start();
    expect((await reset('--yes')).output).toContain('already running');
    await end(server);
    expect((await reset()).output).toContain('--yes');
    expect(existsSync(join(dataDir, 'secrets.json'))).toBe(true);
    expect(await (await reset('--yes')).ended).toBe(0);
    expect(existsSync(dataDir)).toBe(false);
    mkdirSync(dataDir);
    expect((await reset('--yes')).output).toContain('is not a data folder');
    expect(existsSync(dataDir)).toBe(true);
  });

  test('stops a Postgres that a killed server left', async () => {
    await end(await start(), 'SIGKILL');
    const pid = postgresPid() ?? 0;
    expect(isAlive(pid)).toBe(true);
    expect(await (await reset('--yes')).ended).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});
