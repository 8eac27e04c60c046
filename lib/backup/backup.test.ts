/** A backup restores the same rows and valid chains in another database. An invalid file is refused. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeSettings, makeWork, seedAccount } from '@/supabase/tests/account-data';
import { type Database, openDatabase } from '@/supabase/tests/identities';
import { copyDatabase } from '@/tests/support/test-database';
import { recordTable } from '../supabase/embedded/first-start.ts';
import { BackupError } from './format.ts';
import { loadBackup } from './load-backup.ts';
import { checkBackup } from './read-backup.ts';
import { checkSchema } from './schema-version.ts';
import { listTables, OMITTED_TABLES, readSequences } from './tables.ts';
import { writeBackup } from './write-backup.ts';

const folder = mkdtempSync(join(tmpdir(), 'aes-backup-'));
const file = join(folder, 'made', 'one.backup');
let db: Database;
let source: string;

const newDatabase = () => copyDatabase(inject('adminUrl'), 'migrated');

async function withSql<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return work(sql).finally(() => sql.end());
}

/** Returns every row of every table as text, in a stable order. */
const contentsOf = (url: string) =>
  withSql(url, async (sql) => {
    const contents: Record<string, unknown> = { sequences: await readSequences(sql) };
    for (const { name, columns } of await listTables(sql)) {
      const list = columns.map((column) => `"${column}"`).join(', ');
      const rows = await sql.unsafe(`select r::text from (select ${list} from ${name}) r order by 1`);
      contents[name] = rows.map((row) => row.r);
    }
    return contents;
  });

beforeAll(async () => {
  db = await openDatabase();
  source = db.url;
  const user = await seedAccount(db.sql);
  await makeSettings({ ...db, user });
  await makeWork({ ...db, user });
  await db.sql`insert into agent_context_vectors (entry_id, user_id, model, version, embedding)
    select id, user_id, 'tiny', version, '{0.25,-1}' from agent_context_memory limit 1`;
  await db.sql`insert into private.idempotency_keys (user_id, agent_key_id, idempotency_key, fingerprint)
    values ('owner', '', 'k', 'f')`;
  // A first start records its seed, so that a restored folder is not seeded again.
  await db.sql.unsafe(recordTable);
  await db.sql`insert into supabase_migrations.seed_files values ('supabase/seed.sql', 'x')`;
  await writeBackup(source, file, '0.1.0');
});

afterAll(async () => {
  await db.end();
  rmSync(folder, { recursive: true });
});

describe('a backup', () => {
  test('restores every row of every table, the sequences and the hashes', async () => {
    const target = await newDatabase();
    const { rows, chains } = await loadBackup(target, file);
    const before = await contentsOf(source);
    expect(await contentsOf(target)).toEqual(before);
    expect(rows).toBe(
      Object.values(before).reduce<number>(
        (sum, table) => sum + (Array.isArray(table) ? table.length : 0),
        0,
      ),
    );
    const [known] = await db.sql`
      select count(distinct coalesce(plan_id::text, task_id, user_id))::int as chains from agent_execution_logs`;
    expect(chains).toBe(known?.chains);
    await withSql(target, async (sql) => {
      const [proof] = await sql`
        select bool_and((agent_verify_log(id) ->> 'is_valid')::boolean) as valid from agent_execution_plans`;
      expect(proof?.valid).toBe(true);
    });
  });

  test('holds rows of every table but the one that the tests leave empty', async () => {
    const { rows } = await checkBackup(file);
    const empty = Object.keys(rows).filter((name) => rows[name] === 0 && name.startsWith('public.'));
    expect(empty).toEqual(['public.agent_context_uses']);
  });

  test('omits short-lived tables, and every omitted table exists', async () => {
    const { rows } = await checkBackup(file);
    for (const name of OMITTED_TABLES) {
      expect(rows).not.toHaveProperty([name]);
      const [table] = await db.sql`select to_regclass(${name}) as found`;
      expect(table?.found, name).not.toBeNull();
    }
  });

  test('is readable only by its owner, and leaves no other file', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'made'))).toEqual(['one.backup']);
  });

  test('does not overwrite a file', async () => {
    const before = readFileSync(file);
    await expect(writeBackup(source, file, '0.1.0')).rejects.toThrow(/already exists/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('holds no key and no password in plain text', () => {
    const text = gunzipSync(readFileSync(file)).toString();
    expect(text).not.toMatch(/aes_[0-9a-f]{64}/);
    expect(text).toMatch(/\t[0-9a-f]{64}\t\{read,write\}/);
  });

  test('is consistent while other rows are written', async () => {
    const target = await newDatabase();
    const other = join(folder, 'busy.backup');
    let isWriting = true;
    const writing = (async () => {
      while (isWriting)
        await db.sql`select agent_add_log('note', description => 'meanwhile')`.catch(() => {});
    })();
    await writeBackup(source, other, '0.1.0').finally(() => {
      isWriting = false;
    });
    await writing;
    await loadBackup(target, other);
  });
});

/** Writes the file with changed lines, and with a matching checksum if requested. Returns its path. */
function forge(change: (text: string) => string, fitsChecksum = false): string {
  const path = join(folder, `forged-${Math.random()}.backup`);
  let text = change(gunzipSync(readFileSync(file)).toString());
  if (fitsChecksum) {
    const at = text.lastIndexOf('{"end"');
    const end = JSON.parse(text.slice(at));
    end.end.sha256 = createHash('sha256').update(text.slice(0, at)).digest('hex');
    text = `${text.slice(0, at)}${JSON.stringify(end)}\n`;
  }
  writeFileSync(path, gzipSync(text));
  return path;
}

describe('an invalid file', () => {
  const refusals: [string, () => string, RegExp][] = [
    ['is missing', () => join(folder, 'nowhere'), /There is no file/],
    ['is cut', () => cutTo(0.6), /cut off or damaged: it ends too early/],
    ['is cut at its very end', () => cutTo(0.9999), /cut off or damaged/],
    [
      'is cut between two lines',
      () => forge((text) => text.slice(0, text.lastIndexOf('{"end"'))),
      /its end is missing/,
    ],
    ['has a changed byte', () => flipByte(), /damaged/],
    [
      'has a changed word',
      () => forge((text) => text.replace('Ship version 2', 'Ship version 3')),
      /its checksum does not match/,
    ],
    [
      'lacks a row',
      () => forge((text) => text.replace(/\n[^\n]*Ship version 2[^\n]*/, ''), true),
      /rows and has/,
    ],
    ['has text after its end', () => forge((text) => `${text}{"more": 1}\n`), /something follows its end/],
    ['is not gzip', () => plainFile('hello'), /does not decompress/],
    ['is gzip of another text', () => zippedFile('hello\n'), /is not a backup of the Agent Execution System/],
    ['is empty', () => plainFile(''), /ends too early|is not a backup/],
    [
      'is of a newer format',
      () => forge((text) => text.replace('"version":1,', '"version":2,'), true),
      /Update this checkout/,
    ],
  ];
  const cutTo = (share: number) => {
    const bytes = readFileSync(file);
    return plainFile(bytes.subarray(0, Math.floor(bytes.length * share)));
  };
  const plainFile = (bytes: string | Buffer) => {
    const path = join(folder, `plain-${Math.random()}`);
    writeFileSync(path, bytes);
    return path;
  };
  const zippedFile = (text: string) => plainFile(gzipSync(text));
  const flipByte = () => {
    const bytes = Buffer.from(readFileSync(file));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    return plainFile(bytes);
  };

  test.each(refusals)('that %s is refused with the reason', async (_, make, words) => {
    const refused = await checkBackup(make()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BackupError);
    expect(String(refused)).toMatch(words);
  });

  test.each([
    [
      'log row',
      (text: string) => text.replace('Changed my mind', 'Changed my mood'),
      /does not fit its hash chain/,
    ],
    [
      'chain head',
      (text: string) => text.replace(/\n(owner\t[^\t]*\t\d+\t\d+\t)[0-9a-f]{64}/, `\n$1${'0'.repeat(64)}`),
      /does not end with the hash/,
    ],
  ])('with a valid checksum but an invalid %s is refused, and no row is loaded', async (_, change, words) => {
    const target = await newDatabase();
    const before = await contentsOf(target);
    await expect(loadBackup(target, forge(change, true))).rejects.toThrow(words);
    const { sequences: _now, ...after } = await contentsOf(target);
    const { sequences: _then, ...expected } = before;
    expect(after).toEqual(expected);
  });
});

describe('the schema', () => {
  const checkout = { a: '1', b: '2' };
  test('must match the checkout or one of its earlier versions', () => {
    expect(checkSchema({ a: '1', b: '2' }, checkout, '1.0')).toBe('b');
    expect(checkSchema({ a: '1' }, checkout, '0.9')).toBe('a');
    expect(() => checkSchema({ 20261101001950: '1' }, { 20261129000000: '2' }, 'before 0.1.0')).toThrow(
      /made before version 0\.1\.0\. Restore it with the checkout that made it/,
    );
    expect(() => checkSchema({ a: '1', b: '2', c: '3' }, checkout, '2.0')).toThrow(
      /newer version \(2.0\).*: c\. Update/,
    );
    expect(() => checkSchema({ b: '2' }, checkout, '0.9')).toThrow(
      /another version \(0.9\).*migrations a\. Check out the version/,
    );
    expect(() => checkSchema({ a: '1', b: 'x' }, checkout, '1.0')).toThrow(
      /other contents of the migrations b/,
    );
  });
});
