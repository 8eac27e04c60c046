/** Failed and unknown migrations at a real start. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { end, query, Stage } from '@/tests/support/test-stage';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
  stage.useTemplate(inject('dataTemplate'));
});

afterEach(() => stage.clear());

describe('migrations', () => {
  test('are rolled back completely on failure, which names the statement and leaves no process', async () => {
    await end(await stage.start());
    stage.addMigration(
      '20260102000000',
      "create table public.half (n int);\n\n-- wrong\ninsert into public.half\nvalues ('x');\n",
    );
    const server = await stage.start();
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(/20260102000000_case\.sql, line 5: invalid input syntax .*22P02/);
    expect(server.output).toContain("values ('x');".slice(0, -1));
    expect(stage.postgresPid()).toBeNull();
    stage.addMigration('20260102000000', 'create table public.whole (n int);');
    const repaired = await stage.start();
    const rows = await query(
      repaired.url,
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

  test('of a newer version are refused, and the data stay unchanged', async () => {
    stage.addMigration('20990101000000', 'create table public.future (n int);');
    await end(await stage.start());
    rmSync(join(stage.supabaseDir, 'migrations', '20990101000000_case.sql'));
    stage.addMigration('20260103000000', 'create table public.present (n int);');
    const server = await stage.start();
    expect(await server.ended).toBe(1);
    expect(server.output).toContain('20990101000000');
    expect(server.output).toContain('left untouched');
    stage.addMigration('20990101000000', 'create table public.future (n int);');
    rmSync(join(stage.supabaseDir, 'migrations', '20260103000000_case.sql'));
    const [row] = await query(
      (await stage.start()).url,
      (sql) => sql`select to_regclass('public.present') as present`,
    );
    expect(row?.present).toBeNull();
  });
});
