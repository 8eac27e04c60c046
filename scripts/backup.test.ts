/** Runs backup and restore as in a terminal: with real processes, real data folders and a sign-in afterwards. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createLite } from '@/lib/supabase/embedded/lite';
import { end, query, type Server, Stage } from '../tests/support/test-stage';

interface Secrets {
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  ownerEmail: string;
  ownerPassword: string;
  agentKey: string;
}

const stage = new Stage();
const carol = { email: 'carol@example.com', password: 'correct-horse' };
const inHome = (...parts: string[]) => join(stage.home, ...parts);
const secretsOf = (dataDir: string): Secrets =>
  JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
const serve = (dataDir: string) => stage.run('tests/support/test-backend-process.ts', [dataDir, 'supabase']);

async function run(
  script: string,
  args: string[],
  dataDir: string,
): Promise<{ code: number | null; output: string }> {
  const process = await stage.run(script, args, { env: { AES_DATA_DIR: dataDir } });
  return { code: await process.ended, output: process.output };
}

/** Returns the status of the account API for a sign-up or sign-in on a running server. */
async function authenticate(server: Server, dataDir: string, path: string, account: object): Promise<number> {
  const secrets = secretsOf(dataDir);
  const lite = createLite({
    ...secrets,
    databaseUrl: server.url ?? '',
    siteUrl: 'http://127.0.0.1:1',
    connections: 1,
  });
  try {
    const response = await lite.fetch(
      new Request(`http://localhost/auth/v1/${path}`, {
        method: 'POST',
        headers: { apikey: secrets.publishableKey, 'content-type': 'application/json' },
        body: JSON.stringify(account),
      }),
    );
    return response.status;
  } finally {
    await lite.close();
  }
}
const signIn = (server: Server, dataDir: string, account: object) =>
  authenticate(server, dataDir, 'token?grant_type=password', account);
const ownerOf = ({ ownerEmail, ownerPassword }: Secrets) => ({ email: ownerEmail, password: ownerPassword });

const identify = (server: Server, key: string) =>
  query(server.url, async (sql) => {
    const [row] = await sql`select name from public.agent_api_keys
      where key_hash = encode(sha256(convert_to(${key}, 'UTF8')), 'hex') and revoked_at is null`;
    return row?.name;
  });

beforeAll(async () => {
  stage.useTemplate(inject('dataTemplate'));
  const server = await serve(stage.dataDir);
  expect(await authenticate(server, stage.dataDir, 'signup', carol)).toBe(200);
  const running = await run('scripts/backup.ts', [inHome('running.backup')], stage.dataDir);
  expect(running).toMatchObject({
    code: 0,
    output: expect.stringMatching(/✓ Wrote \d+ rows to .*password hashes/s),
  });
  expect(await end(server)).toBe(0);
}, 120_000);

afterAll(() => stage.clear());

describe('a backup', () => {
  test('is written while no server runs, and leaves no Postgres behind', async () => {
    const { code } = await run('scripts/backup.ts', [inHome('stopped.backup')], stage.dataDir);
    expect(code).toBe(0);
    expect(statSync(inHome('stopped.backup')).mode & 0o777).toBe(0o600);
    expect(stage.postgresPid()).toBeNull();
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(false);
  });

  test('that is interrupted leaves no file', async () => {
    const process = stage.run('scripts/backup.ts', [inHome('half.backup')], {
      env: { AES_DATA_DIR: stage.dataDir },
    });
    const script = stage.latest();
    while (!existsSync(join(stage.dataDir, 'server.lock')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    script?.kill('SIGINT');
    expect(await (await process).ended).toBe(130);
    expect(readdirSync(stage.home).filter((name) => name.startsWith('half'))).toEqual([]);
    expect(stage.postgresPid()).toBeNull();
    expect(existsSync(join(stage.dataDir, 'server.lock'))).toBe(false);
  });

  test('of a folder without data is refused, and creates no folder', async () => {
    const { code, output } = await run('scripts/backup.ts', [inHome('nothing.backup')], inHome('nowhere'));
    expect(code).toBe(1);
    expect(output).toMatch(/There is no data in .*nowhere/);
    expect(existsSync(inHome('nowhere'))).toBe(false);
  });
});

describe('a restore', () => {
  test('restores accounts, keys and data; the local owner signs in with the new password', async () => {
    const dataDir = inHome('restored');
    const { code, output } = await run('scripts/restore.ts', [inHome('running.backup')], dataDir);
    expect(output).toMatch(/verified \d+ hash chains/);
    expect(code).toBe(0);
    const server = await serve(dataDir);
    expect(server.output).not.toContain('example data');
    const [before, after] = [secretsOf(stage.dataDir), secretsOf(dataDir)];
    expect(after.jwtSecret).not.toBe(before.jwtSecret);
    expect(await signIn(server, dataDir, carol)).toBe(200);
    expect(await signIn(server, dataDir, ownerOf(after))).toBe(200);
    expect(await signIn(server, dataDir, ownerOf(before))).toBe(400);
    expect(await identify(server, before.agentKey)).toBe('first-agent');
    expect(await end(server)).toBe(0);
  }, 120_000);

  test('with the original secrets keeps every key and the owner’s password', async () => {
    const dataDir = inHome('with secrets');
    const secretsFile = join(stage.dataDir, 'secrets.json');
    const { code } = await run(
      'scripts/restore.ts',
      [inHome('running.backup'), '--secrets', secretsFile],
      dataDir,
    );
    expect(code).toBe(0);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    const server = await serve(dataDir);
    expect(secretsOf(dataDir)).toEqual(secretsOf(stage.dataDir));
    expect(await signIn(server, dataDir, ownerOf(secretsOf(stage.dataDir)))).toBe(200);
    expect(await end(server)).toBe(0);
  }, 120_000);

  test('into a folder in use is refused and leaves the folder unchanged', async () => {
    const before = readdirSync(stage.dataDir);
    const { code, output } = await run('scripts/restore.ts', [inHome('running.backup')], stage.dataDir);
    expect(code).toBe(1);
    expect(output).toMatch(/is not empty.*Move that folder away/);
    expect(readdirSync(stage.dataDir)).toEqual(before);
  });

  test('of a truncated file is refused, and creates no folder', async () => {
    const cut = inHome('cut.backup');
    writeFileSync(cut, readFileSync(inHome('running.backup')));
    truncateSync(cut, statSync(cut).size - 100);
    const before = readdirSync(stage.home);
    const { code, output } = await run('scripts/restore.ts', [cut], inHome('from cut'));
    expect(code).toBe(1);
    expect(output).toMatch(/cut off or damaged/);
    expect(readdirSync(stage.home)).toEqual(before);
  });

  test('that finds a broken chain leaves neither folder nor Postgres', async () => {
    const altered = inHome('altered.backup');
    writeFileSync(altered, alter(readFileSync(inHome('running.backup'))));
    const before = readdirSync(stage.home);
    const { code, output } = await run('scripts/restore.ts', [altered], inHome('from altered'));
    expect(code).toBe(1);
    expect(output).toMatch(/does not fit its hash chain.*Nothing was restored/);
    expect(readdirSync(stage.home)).toEqual(before);
  }, 120_000);
});

/** Returns the backup with a changed word in a log row, and a matching checksum. */
function alter(backup: Buffer): Buffer {
  const text = gunzipSync(backup).toString().replace('Three queues are in use', 'Four queues are in use');
  const at = text.lastIndexOf('{"end"');
  const end = JSON.parse(text.slice(at));
  end.end.sha256 = createHash('sha256').update(text.slice(0, at)).digest('hex');
  return gzipSync(`${text.slice(0, at)}${JSON.stringify(end)}\n`);
}
