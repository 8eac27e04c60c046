/** Errors and recovery for wrong secrets, permissions and file systems, with real processes. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { end, query, Stage } from '@/tests/support/test-stage';
import { adviceFor } from './start-failure';

let stage: Stage;
const secretsFile = () => join(stage.dataDir, 'secrets.json');
const read = (): Record<string, string> => JSON.parse(readFileSync(secretsFile(), 'utf8'));
const write = (secrets: object) => writeFileSync(secretsFile(), JSON.stringify(secrets));

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.clear());

describe('secrets.json', () => {
  const damages: [name: string, damage: () => void, words: RegExp][] = [
    ['missing', () => rmSync(secretsFile()), /secrets\.json is missing, but .* holds a database/],
    [
      'a folder',
      () => {
        rmSync(secretsFile());
        mkdirSync(secretsFile());
      },
      /secrets\.json is a folder and not a file\./,
    ],
    [
      'not JSON',
      () => writeFileSync(secretsFile(), '{"jwtSecret": "x'),
      /secrets\.json is not a JSON object/,
    ],
    [
      'incomplete',
      () => write({ ...read(), databasePassword: undefined, jwtSecret: 'short' }),
      /secrets\.json has no usable jwtSecret, databasePassword/,
    ],
    [
      'of another folder',
      () => write({ ...read(), databasePassword: 'wrong' }),
      /refuses the password in secrets\.json/,
    ],
  ];

  test.each(damages)(
    'that is %s is reported, and `npm run recover` restores access to the data',
    async (name, damage, words) => {
      stage.useTemplate(inject('dataTemplate'));
      await end(await stage.start());
      const before = read();
      damage();
      const refused = await stage.start();
      expect(await refused.ended).toBe(1);
      expect(refused.output).toMatch(words);
      expect(refused.output).toContain('`npm run recover`');
      expect(stage.postgresPid()).toBeNull();

      const recovery = await stage.run('scripts/recover.ts');
      expect(await recovery.ended, recovery.output).toBe(0);
      expect(stage.postgresPid()).toBeNull();
      const after = read();
      const kept = readdirSync(stage.dataDir).filter((file) => file.startsWith('secrets.json.old-'));
      expect(kept).toHaveLength(name === 'missing' ? 0 : 1);

      const server = await stage.start();
      const [row] = await query(
        server.url,
        (sql) => sql`select (select count(*)::int from public.things) as things,
        (select count(*)::int from public.agent_api_keys where revoked_at is null) as keys`,
      );
      expect(row).toEqual({ things: 1, keys: 1 });
      // Usable secrets are kept: a wrong database password signs no person out.
      if (name === 'of another folder') expect(after.jwtSecret).toBe(before.jwtSecret);
      else expect(after.jwtSecret).not.toBe(before.jwtSecret);
      expect(await end(server)).toBe(0);
    },
  );

  test('is not recovered without a database or while a server runs', async () => {
    mkdirSync(stage.dataDir);
    const nothing = await stage.run('scripts/recover.ts');
    expect(await nothing.ended).toBe(1);
    expect(nothing.output).toContain('There is no database in');
    const server = await stage.start();
    const running = await stage.run('scripts/recover.ts');
    expect(await running.ended).toBe(1);
    expect(running.output).toContain('A server is already running');
    expect(await end(server)).toBe(0);
  });
});

describe('a data folder', () => {
  /** A user whose permissions are checked, because root may write anywhere. */
  const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

  test('without write permission is reported, with what to do', async () => {
    mkdirSync(stage.dataDir);
    chmodSync(stage.dataDir, 0o555);
    const server = await stage.start(unprivileged);
    expect(await server.ended).toBe(1);
    expect(server.output).toContain(`You may not write to ${stage.dataDir}`);
    expect(server.output).toContain('AES_DATA_DIR');
  });

  test('without read permission for its secrets is reported, with what to do', async () => {
    mkdirSync(stage.dataDir);
    write({});
    chmodSync(secretsFile(), 0);
    if (unprivileged.uid !== undefined) chownSync(stage.dataDir, unprivileged.uid, unprivileged.gid);
    const server = await stage.start(unprivileged);
    expect(await server.ended).toBe(1);
    expect(server.output).toContain('secrets.json, or it belongs to another user');
  });

  test('that is a file is reported, and leaves no lock', async () => {
    writeFileSync(stage.dataDir, '');
    const server = await stage.start();
    expect(await server.ended).toBe(1);
    expect(server.output).toContain(`${stage.dataDir} is not a folder`);
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(false);
  });
});

test.each([
  ['ENOSPC', /disk is full/],
  ['FATAL:  could not write to file "pg_wal/xlogtemp.9": No space left on device', /disk is full/],
  ['could not write to file: Disk quota exceeded', /disk is full/],
  ['EROFS', /read-only file system/],
  ['could not open file "postmaster.pid": Read-only file system', /read-only file system/],
  ['EACCES', /may not write/],
])('explains %s as %s', (text, advice) => {
  expect(adviceFor(text, '/data')).toMatch(advice);
});
