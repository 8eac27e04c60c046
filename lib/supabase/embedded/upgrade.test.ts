/** Data folders of released versions at a real start: backed up, upgraded, or left as they are. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { checkBackup } from '@/lib/backup/read-backup';
import { restoreBackup } from '@/lib/backup/restore';
import { listTables } from '@/lib/backup/tables';
import { writeBackup } from '@/lib/backup/write-backup';
import { readSchema } from '@/scripts/dump-schema';
import {
  countValidChains,
  openData,
  readContents,
  releasedVersions,
  unpackData,
} from '@/tests/support/released-data';
import { end, query, Stage } from '@/tests/support/test-stage';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
  rmSync(stage.supabaseDir, { recursive: true });
  cpSync('supabase/migrations', join(stage.supabaseDir, 'migrations'), { recursive: true });
  cpSync('supabase/seed.sql', join(stage.supabaseDir, 'seed.sql'));
});

afterEach(() => stage.clear());

const versionsOf = (sql: postgres.Sql) =>
  sql`select version from supabase_migrations.schema_migrations order by version`;

/** Returns the contents, schema and versions of a database, which a failed upgrade must keep. */
async function readState(sql: postgres.Sql) {
  return {
    contents: await readContents(sql),
    schema: await readSchema(sql),
    versions: await versionsOf(sql),
  };
}

async function freshSchema() {
  const sql = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  return readSchema(sql).finally(() => sql.end());
}

const backups = () => readdirSync(join(stage.dataDir, 'backups'));

describe.each(releasedVersions)('data of version %s', (version) => {
  let unpacked: string;

  beforeAll(() => {
    unpacked = join(mkdtempSync(join(tmpdir(), 'aes-released-')), 'data');
    unpackData(version, unpacked);
  });
  beforeEach(() => stage.useTemplate(unpacked));
  afterAll(() => rmSync(dirname(unpacked), { recursive: true }));

  test('are backed up and upgraded, and keep every row and valid chain', async () => {
    const before = await openData(stage.dataDir, async (sql) => ({
      tables: await listTables(sql),
      contents: await readContents(sql),
      chains: await countValidChains(sql),
    }));
    expect(before.chains).toBeGreaterThan(5);

    const server = await stage.start();
    expect(server.output).toMatch(/Backed up the data to \S+\.backup\nUpgraded the data .*\d migrations?\n/);
    const after = await query(server.url, async (sql) => ({
      contents: await readContents(sql, before.tables),
      chains: await countValidChains(sql),
      schema: await readSchema(sql),
    }));
    expect(after.contents).toEqual({
      ...before.contents,
      sequences: expect.objectContaining(before.contents.sequences),
    });
    expect(after.chains).toBe(before.chains);
    expect(after.schema).toEqual(await freshSchema());

    const [backup = ''] = backups();
    const { rows } = await checkBackup(join(stage.dataDir, 'backups', backup));
    expect(rows['public.agent_execution_logs']).toBeGreaterThan(100);
    await end(server);
    const again = await stage.start();
    expect(again.output).not.toMatch(/Backed up|Upgraded|has changed since/);
    expect(backups()).toEqual([backup]);
  }, 120_000);

  test('accept new work after the upgrade', async () => {
    const server = await stage.start();
    const proof = await query(server.url, async (sql) => {
      const [step] = await sql`select s.plan_id, s.step_number from agent_execution_steps s
        join agent_execution_plans p on p.id = s.plan_id
        where s.is_ready and p.status in ('pending', 'in_progress') and p.parent_plan_id is null limit 1`;
      await sql`select agent_move_step(${step?.plan_id}, ${step?.step_number}, 'complete_step')`;
      const [log] = await sql`select agent_verify_log(${step?.plan_id}) as proof`;
      return log?.proof;
    });
    expect(proof).toMatchObject({ is_valid: true });
  }, 120_000);

  test('stay unchanged when a migration fails, so that their version still runs', async () => {
    const before = await openData(stage.dataDir, readState);
    stage.addMigration('20991231000000', 'drop table public.agent_saved_views;\nselect 1 / 0;');
    const server = await stage.start();
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(/20991231000000_case\.sql, line 2: division by zero .*22012/);
    expect(server.output).toContain('Everything was rolled back.');
    expect(await openData(stage.dataDir, readState)).toEqual(before);
    expect(backups()).toHaveLength(1);
  }, 120_000);

  test('stay unchanged when the backup fails', async () => {
    const before = await openData(stage.dataDir, readState);
    writeFileSync(join(stage.dataDir, 'backups'), 'a file where the folder should be');
    const server = await stage.start();
    expect(await server.ended).toBe(1);
    expect(await openData(stage.dataDir, readState)).toEqual(before);
  }, 120_000);
});

test('restores and upgrades a backup of an earlier version', async () => {
  stage.useTemplate(inject('dataTemplate'));
  const server = await stage.start();
  const file = join(stage.home, 'earlier.backup');
  await writeBackup(server.url ?? '', file, '0.1.0');
  const before = await query(server.url, readContents);
  await end(server);
  stage.addMigration(
    '20991231000000',
    "alter table public.agent_saved_views add column colour text default 'red';",
  );
  const dataDir = join(stage.home, 'restored');
  await restoreBackup({ file, dataDir, supabaseDir: stage.supabaseDir });
  const after = await openData(dataDir, async (sql) => ({
    contents: await readContents(sql),
    versions: (await versionsOf(sql)).map(({ version }) => version),
    chains: await countValidChains(sql),
  }));
  expect(after.versions).toContain('20991231000000');
  expect(after.contents).toEqual({ ...before, 'auth.users': after.contents['auth.users'] });
  expect(after.chains).toBeGreaterThan(5);
}, 120_000);

describe('unsupported data', () => {
  test('of an early version before 0.1.0 are refused and stay unchanged', async () => {
    unpackData('0.0.0', stage.dataDir);
    const before = await openData(stage.dataDir, async (sql) => {
      await sql`delete from supabase_migrations.schema_migrations where version > '20261101001920'`;
      return readState(sql);
    });
    const server = await stage.start();
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(/an early version before 0\.1\.0.* Export them/);
    expect(await openData(stage.dataDir, readState)).toEqual(before);
  }, 120_000);

  test('of another major version of Postgres are refused and stay unchanged', async () => {
    stage.useTemplate(inject('dataTemplate'));
    await end(await stage.start());
    const file = join(stage.dataDir, 'postgres', 'PG_VERSION');
    const installed = readFileSync(file, 'utf8');
    writeFileSync(file, '16\n');
    const server = await stage.start();
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(/was made by Postgres 16, .*`npm run backup/);
    expect(readFileSync(file, 'utf8')).toBe('16\n');
    writeFileSync(file, installed);
    expect((await stage.start()).url).not.toBeNull();
  }, 120_000);
});
