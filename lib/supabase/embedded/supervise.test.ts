/** Restarts of a killed Postgres, and SIGTERM during starts and statements, with real processes. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { end, isAlive, query, type Server, Stage, waitForOutput } from '@/tests/support/test-stage';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.clear());

function killPostgres(): number {
  const pid = stage.postgresPid() ?? 0;
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** Returns the file without which Postgres does not start. */
const control = () => join(stage.dataDir, 'postgres', 'global', 'pg_control');
const hide = () => renameSync(control(), `${control()}.hidden`);
const unhide = () => renameSync(`${control()}.hidden`, control());

/** Starts a statement without waiting for its end. Resolves to the id of its Postgres process. */
async function begin({ url }: Server, statement: string): Promise<number> {
  const sql = postgres(url ?? '', { max: 1, onnotice: () => {} });
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  sql
    .unsafe(statement)
    .then(() => sql.end())
    .catch(() => sql.end({ timeout: 0 }));
  return row?.pid ?? 0;
}

/** Its back references run for hours, and its process does not notice that the postmaster has ended. */
const endless = String.raw`select repeat('a', 2000) || 'b' ~ '^(.+)(.+)(.+)\3\2\1$'`;

describe('a killed Postgres', () => {
  beforeEach(() => stage.useTemplate(inject('dataTemplate')));

  test('restarts at the same address with every acknowledged row', async () => {
    const server = await stage.start();
    const acknowledged = Array.from({ length: 26 }, (_, n) => `row ${n}`);
    const writer = postgres(server.url ?? '', { max: 1, onnotice: () => {} });
    for (const name of acknowledged) await writer`insert into public.things values (${name})`;
    killPostgres();
    await writer.end({ timeout: 0 });
    await waitForOutput(server, /Postgres runs again/);
    expect(server.output).toContain('Restarting it (attempt 1 of 4)');
    const rows = await query(
      server.url,
      (sql) => sql`select name from public.things where name like 'row %'`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(acknowledged.sort());
    expect(await end(server)).toBe(0);
    expect(stage.postgresPid()).toBeNull();
  });

  test('restarts while one of its processes runs an endless statement', async () => {
    const server = await stage.start();
    const backend = await begin(server, endless);
    killPostgres();
    await waitForOutput(server, /Postgres runs again/);
    expect(isAlive(backend)).toBe(false);
    await query(server.url, (sql) => sql`select 1`);
  });

  test('restarts after the cause of a failed start is removed', async () => {
    const server = await stage.start();
    hide();
    killPostgres();
    await waitForOutput(server, /Postgres did not start/);
    unhide();
    await waitForOutput(server, /Postgres runs again/);
    await query(server.url, (sql) => sql`select 1`);
  });

  test('ends the server with exit code 1 if it cannot restart', async () => {
    const server = await stage.start();
    hide();
    killPostgres();
    expect(await server.ended).toBe(1);
    expect(server.output).toContain('(attempt 4 of 4)');
    expect(server.output).toMatch(/GAVE UP Postgres did not start[\s\S]*pg_control/);
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(false);
    unhide();
    const next = await stage.start();
    expect(await query(next.url, (sql) => sql`select name from public.things`)).toHaveLength(1);
  });
});

/** Exit code 0 shows that the server stopped without an error. */
describe('SIGTERM', () => {
  async function expectNothingLeft(server: Server): Promise<void> {
    const code = await end(server);
    expect(code, server.output).toBe(0);
    expect(server.output).toContain('Stopped');
    // Longer than Postgres takes to start.
    await sleep(1000);
    expect(stage.postgresPid()).toBeNull();
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(false);
  }

  test.each([0, 300, 1500])('%i ms into the first start leaves no process and no lock', async (ms) => {
    const server = stage.begin();
    await waitForOutput(server, /STARTING/);
    await sleep(ms);
    await expectNothingLeft(server);
    const next = await stage.start();
    expect(await query(next.url, (sql) => sql`select name from public.things`)).toHaveLength(1);
  });

  test.each([0, 300])('%i ms into a later start leaves no process and no lock', async (ms) => {
    stage.useTemplate(inject('dataTemplate'));
    await end(await stage.start());
    const server = stage.begin();
    await waitForOutput(server, /STARTING/);
    await sleep(ms);
    await expectNothingLeft(server);
  });

  test('ends statements that run for hours', async () => {
    stage.useTemplate(inject('dataTemplate'));
    const server = await stage.start();
    await begin(server, 'select pg_sleep(36000)');
    await begin(server, endless);
    await expectNothingLeft(server);
  });

  test('ends a server that restarts its Postgres', async () => {
    stage.useTemplate(inject('dataTemplate'));
    const server = await stage.start();
    hide();
    killPostgres();
    await waitForOutput(server, /Postgres did not start/);
    await expectNothingLeft(server);
  });
});
