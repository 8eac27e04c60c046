/** Nightly backups of a data folder whose Postgres runs: when they are made, recorded and removed. */
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { end, query, type Server, Stage } from '@/tests/support/test-stage';
import { readBackupStatus, writeBackupStatus } from './backup-status';
import { createBackupSchedule } from './nightly';
import { KEPT_BACKUPS } from './nightly-time';
import { checkBackup } from './read-backup';

const stage = new Stage();
const warnings: string[] = [];
let server: Server;
let folder: string;
let count = 0;

const nightly = (at = folder) =>
  createBackupSchedule({
    dataDir: stage.dataDir,
    folder: at,
    onWarning: (warning) => warnings.push(warning),
  });
const backups = () => readdirSync(folder).filter((name) => name.endsWith('.backup'));
const setDataSince = (time: Date) => utimesSync(join(stage.dataDir, 'secrets.json'), time, time);
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

beforeAll(async () => {
  stage.useTemplate(inject('dataTemplate'));
  server = await stage.run('tests/support/test-backend-process.ts', [stage.dataDir, 'supabase']);
}, 60_000);
afterAll(async () => {
  await end(server);
  stage.clear();
});
beforeEach(() => {
  count += 1;
  folder = join(stage.home, `backups-${count}`);
  warnings.length = 0;
  setDataSince(daysAgo(30));
});

test('makes and records a complete backup when it is due', async () => {
  await nightly().check();
  const status = await readBackupStatus(folder);
  expect(status).toMatchObject({ error: null, rows: expect.any(Number), bytes: expect.any(Number) });
  const { rows } = await checkBackup(join(folder, status?.file ?? ''));
  const { chain_heads: _, ...tables } = rows;
  expect(Object.values(tables).reduce((sum, n) => sum + n, 0)).toBe(status?.rows);
  expect(backups()).toEqual([status?.file]);
  expect(warnings).toEqual([]);
});

test('keeps the newest seven backups, and files that it did not make', async () => {
  mkdirSync(folder);
  const old = Array.from({ length: 9 }, (_, day) => `aes-2026-01-0${day + 1}T03-00-00Z.backup`);
  for (const name of [...old, 'aes-2026-01-09T03-00-00Z.backup.partial-12', 'mine.backup'])
    writeFileSync(join(folder, name), 'x');
  await nightly().check();
  const made = (await readBackupStatus(folder))?.file;
  expect(backups()).toEqual([...old.slice(-KEPT_BACKUPS + 1), made, 'mine.backup']);
  expect(readdirSync(folder)).not.toContain('aes-2026-01-09T03-00-00Z.backup.partial-12');
});

test('makes at most one backup a night', async () => {
  const { check } = nightly();
  await check();
  const made = backups();
  await check();
  await nightly().check();
  expect(backups()).toEqual(made);
});

test('makes no backup of data that are newer than the last night', async () => {
  setDataSince(new Date());
  await nightly().check();
  expect(existsSync(folder)).toBe(false);
});

test('leaves no file when the server stops, and makes the backup at the next start', async () => {
  const { check, stop } = nightly();
  const checked = check();
  await expect.poll(() => existsSync(folder), { timeout: 30_000, interval: 1 }).toBe(true);
  await Promise.all([stop(), checked]);
  expect(readdirSync(folder)).toEqual([]);
  await nightly().check();
  expect(backups()).toHaveLength(1);
});

test('records a failure with its message, leaves no file, and retries an hour later', async () => {
  const rename = (from: string, to: string) =>
    query(server.url, (sql) => sql`alter table ${sql(`supabase_migrations.${from}`)} rename to ${sql(to)}`);
  await rename('schema_migrations', 'elsewhere');
  const { check } = nightly();
  await check().finally(() => rename('elsewhere', 'schema_migrations'));
  const status = await readBackupStatus(folder);
  expect(status).toMatchObject({ file: null, error: expect.stringContaining('schema_migrations') });
  expect(warnings).toEqual([`The nightly backup failed: ${status?.error}`]);
  expect(readdirSync(folder)).toEqual(['last.json']);
  await check();
  expect(backups()).toEqual([]);
  const hourAgo = new Date(Date.now() - 3_600_001).toISOString();
  if (status) await writeBackupStatus(folder, { ...status, started_at: hourAgo });
  await nightly().check();
  expect(backups()).toHaveLength(1);
});

test('warns about a folder that cannot be used, with its path', async () => {
  writeFileSync(folder, 'a file');
  await nightly(join(folder, 'in it')).check();
  expect(warnings.join()).toMatch(/The nightly backup failed: .*in it/);
});
