/** The user and the folder of a running Postgres, and how reset finds them. */
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { end, isAlive, query, Stage } from '@/tests/support/test-stage';

const isRoot = process.getuid?.() === 0;

/** Returns whether other users may enter this checkout. In root's home folder only root can start a process. */
function isOpenToOthers(folder = process.cwd()): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  return isOpen && (dirname(folder) === folder || isOpenToOthers(dirname(folder)));
}

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.clear());

describe('the user of Postgres', () => {
  test.runIf(isRoot)('runs it for root in a folder that this user may not enter', async () => {
    chmodSync(stage.home, 0o700);
    const server = await stage.start();
    expect(server.url).not.toBeNull();
    expect(await end(server)).toBe(0);
    const reset = await stage.run('scripts/reset.ts', ['--yes']);
    expect(await reset.ended).toBe(0);
    expect(existsSync(stage.dataDir)).toBe(false);
  });

  test.runIf(isRoot)(
    'accepts a moved data folder of root, and refuses a copy that shares its database',
    async () => {
      chmodSync(stage.home, 0o700);
      const first = await stage.start();
      await query(first.url, (sql) => sql`insert into public.things values ('kept')`);
      await end(first);
      const copy = join(stage.home, 'copy');
      cpSync(stage.dataDir, copy, { recursive: true, verbatimSymlinks: true });
      const second = await stage.run('tests/support/test-backend-process.ts', [copy, stage.supabaseDir]);
      expect(second.output).toContain('is a copy of');
      rmSync(stage.dataDir, { recursive: true });
      const moved = await stage.run('tests/support/test-backend-process.ts', [copy, stage.supabaseDir]);
      const [row] = await query(moved.url, (sql) => sql`select count(*)::int as n from public.things`);
      expect(row?.n).toBe(2);
      await end(moved);
      const reset = await stage.run('scripts/reset.ts', ['--yes'], { env: { AES_DATA_DIR: copy } });
      expect(await reset.ended).toBe(0);
    },
  );

  test.runIf(!isRoot || isOpenToOthers())('is the ordinary user who starts the server', async () => {
    // Root switches to another user here. Any other user is already an ordinary one.
    const user = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    if (isRoot) chownSync(stage.home, 65_534, 65_534);
    const server = await stage.start(user);
    expect(server.output).toContain('READY');
    expect(statSync(join(stage.dataDir, 'postgres')).uid).toBe(statSync(stage.dataDir).uid);
    expect(await end(server)).toBe(0);
  });
});

describe('npm run reset', () => {
  beforeEach(() => stage.useTemplate(inject('dataTemplate')));

  const reset = (...args: string[]) => stage.run('scripts/reset.ts', args);

  test('requires --yes without a terminal, and refuses a running server or a folder without data', async () => {
    const server = await stage.start();
    expect((await reset('--yes')).output).toContain('already running');
    await end(server);
    expect((await reset()).output).toContain('--yes');
    expect(existsSync(join(stage.dataDir, 'secrets.json'))).toBe(true);
    expect(await (await reset('--yes')).ended).toBe(0);
    expect(existsSync(stage.dataDir)).toBe(false);
    mkdirSync(stage.dataDir);
    expect((await reset('--yes')).output).toContain('is not a data folder');
    expect(existsSync(stage.dataDir)).toBe(true);
  });

  test('stops the Postgres of a killed server', async () => {
    await end(await stage.start(), 'SIGKILL');
    const pid = stage.postgresPid() ?? 0;
    expect(isAlive(pid)).toBe(true);
    expect(await (await reset('--yes')).ended).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});
