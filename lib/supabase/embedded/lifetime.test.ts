/** Start, stop and recovery of the embedded backend, with real processes. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { end, query, Stage } from '@/tests/support/test-stage';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.clear());

describe('a start', () => {
  test('creates private secrets, an owner, a key and the seed the first time', async () => {
    const server = await stage.start();
    expect(server.output).toContain('Created the local owner');
    expect(statSync(join(stage.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(stage.dataDir).mode & 0o067).toBe(0);
    const rows = await query(
      server.url,
      (sql) => sql`
      select (select count(*)::int from auth.users) as users, (select count(*)::int from public.things) as things,
        (select scopes from public.agent_api_keys) as scopes`,
    );
    expect(rows[0]).toEqual({ users: 1, things: 1, scopes: ['read', 'write'] });
    expect(await end(server)).toBe(0);
  });

  test('keeps all data and seeds nothing the second time', async () => {
    await end(await stage.start());
    const secrets = readFileSync(join(stage.dataDir, 'secrets.json'), 'utf8');
    const server = await stage.start();
    expect(readFileSync(join(stage.dataDir, 'secrets.json'), 'utf8')).toBe(secrets);
    const [row] = await query(server.url, (sql) => sql`select count(*)::int as n from public.things`);
    expect(row?.n).toBe(1);
  });

  test('refuses a data folder in use, and takes over the lock of a killed server', async () => {
    stage.useTemplate(inject('dataTemplate'));
    const first = await stage.start();
    const second = await stage.start();
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(
      `already running on this data folder: http://127.0.0.1:1 (process ${first.child.pid}`,
    );
    await end(first, 'SIGKILL');
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(true);
    expect((await stage.start()).url).not.toBeNull();
  });

  test('names a port in use before it starts Postgres', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) =>
      blocker.listen(0, '127.0.0.1', () => {
        const address = blocker.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      }),
    );
    const server = await stage.run('server/serve.ts', [], { env: { PORT: String(port) } });
    blocker.close();
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(new RegExp(`Port ${port} .* in use .*PORT=`));
    expect(existsSync(join(stage.dataDir, 'postgres'))).toBe(false);
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(false);
  });

  test.each([
    [
      { NEXT_PUBLIC_SUPABASE_URL: 'https://x.supabase.co' },
      'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY is missing',
    ],
    [{ NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'k' }, 'NEXT_PUBLIC_SUPABASE_URL is missing'],
    [{ PORT: 'many' }, 'PORT'],
  ])('names the wrong or missing variable of the environment %o', async (env, message) => {
    const server = await stage.run('server/serve.ts', [], { env: { ...env } });
    expect(await server.ended).toBe(1);
    expect(server.output).toContain(message);
    expect(existsSync(stage.dataDir)).toBe(false);
  });
});

describe('the end of a server', () => {
  beforeEach(() => stage.useTemplate(inject('dataTemplate')));

  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops Postgres and releases the lock', async (signal) => {
    const server = await stage.start();
    expect(stage.postgresPid()).not.toBeNull();
    expect(await end(server, signal)).toBe(0);
    expect(stage.postgresPid()).toBeNull();
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(false);
  });

  test('by SIGKILL leaves a Postgres that the next start adopts with all data', async () => {
    const server = await stage.start();
    await query(server.url, (sql) => sql`insert into public.things values ('kept')`);
    const pid = stage.postgresPid();
    await end(server, 'SIGKILL');
    expect(stage.postgresPid()).toBe(pid);
    const next = await stage.start();
    expect(next.output).toContain('Adopted');
    expect(stage.postgresPid()).toBe(pid);
    const rows = await query(next.url, (sql) => sql`select name from public.things order by name`);
    expect(rows.map((row) => row.name)).toEqual(['kept', 'seeded']);
  });

  test('by SIGKILL of both loses no data, even if another process has the old process id', async () => {
    const server = await stage.start();
    await query(server.url, (sql) => sql`insert into public.things values ('kept')`);
    const pid = stage.postgresPid();
    await end(server, 'SIGKILL');
    if (pid) process.kill(pid, 'SIGKILL');
    const file = join(stage.dataDir, 'postgres', 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'));
    const next = await stage.start();
    expect(next.output).toContain('Started Postgres');
    const [row] = await query(next.url, (sql) => sql`select count(*)::int as n from public.things`);
    expect(row?.n).toBe(2);
  });
});
