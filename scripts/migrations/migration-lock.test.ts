/** Locks released migrations: their text never changes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkReleased, readLock, releaseMigrations, writeLock } from './migration-lock.ts';

let folder: string;

const write = (file: string, text: string) => writeFileSync(join(folder, 'migrations', file), text);
const settle = async () => writeFileSync(join(folder, 'migrations.lock'), await writeLock(folder));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aes-lock-'));
  mkdirSync(join(folder, 'migrations'));
  write('20260101000000_one.sql', 'select 1;');
  await settle();
});

afterEach(() => rmSync(folder, { recursive: true }));

test('allows changes of an unreleased migration', async () => {
  write('20260101000000_one.sql', 'select 2;');
  await expect(checkReleased(folder)).resolves.toBeUndefined();
});

test('refuses a changed or missing released migration', async () => {
  await releaseMigrations(folder, '0.1.0');
  write('20260102000000_two.sql', 'select 2;');
  await settle();
  expect((await readLock(folder)).map(({ release }) => release)).toEqual(['0.1.0', 'unreleased']);
  await expect(checkReleased(folder)).resolves.toBeUndefined();
  write('20260101000000_one.sql', 'select 3;');
  await expect(checkReleased(folder)).rejects.toThrow(/one\.sql belongs to version 0\.1\.0 .* new migration/);
  rmSync(join(folder, 'migrations/20260101000000_one.sql'));
  await expect(checkReleased(folder)).rejects.toThrow(/must not change/);
});

test('keeps the version that released a migration', async () => {
  await releaseMigrations(folder, '0.1.0');
  await releaseMigrations(folder, '0.2.0');
  expect((await readLock(folder)).map(({ release }) => release)).toEqual(['0.1.0']);
});
