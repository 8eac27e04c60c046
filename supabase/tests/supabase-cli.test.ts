/** The real Supabase CLI pushes the migrations, creates the schema of the embedded start, and reports no warning. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readSchema, type Sections } from '../../scripts/dump-schema.ts';
import { readSchemaFiles, schemaPaths } from '../../scripts/migrations/schema-files.ts';
import { copyDatabase } from '../../tests/support/test-database.ts';
import { makeSupabase } from './supabase-shape.ts';

const run = promisify(execFile);
const folder = 'supabase/migrations';
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'supabase-cli-'));
  // The CLI writes next to the migrations, so it gets a copy.
  await cp(folder, join(home, folder), { recursive: true });
  await cp('supabase/config.toml', join(home, 'supabase/config.toml'));
});

afterAll(() => rm(home, { recursive: true, force: true }));

/** Runs the CLI without telemetry and without the user's settings. */
async function supabase(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    NODE_ENV: 'test' as const,
    DO_NOT_TRACK: '1',
    SUPABASE_TELEMETRY_DISABLED: '1',
  };
  return run(process.execPath, ['node_modules/supabase/dist/supabase.js', ...args, '--workdir', home], {
    env,
    maxBuffer: 16 * 1024 * 1024,
  });
}

interface Finding {
  name: string;
  level: 'INFO' | 'WARN' | 'ERROR';
  metadata: { schema?: string; name?: string };
}

/** Returns whether a finding at level info is accepted, each for a reason. */
function isAccepted({ name, metadata }: Finding): boolean {
  // A new database has not used any index yet.
  if (name === 'unused_index') return true;
  // Only functions of their owner reach private tables. Without a policy no API role sees a row.
  if (name === 'rls_enabled_no_policy') return metadata.schema === 'private';
  // Their keys have columns that may be null, which no primary key allows. The unique constraints treat nulls as equal.
  return name === 'no_primary_key' && ['agent_context_uses', 'usage_totals'].includes(metadata.name ?? '');
}

/** The tables of an existing application. They have row level security; without it the advisors would rightly warn. */
const OWN_TASKS = `
  create table public.deep_work_tasks (id text primary key, user_id uuid not null, title text not null, energy integer);
  create table public.deep_work_subtasks (
    id uuid default gen_random_uuid() primary key, title text not null, priority text not null, estimated_time text,
    completed boolean not null default false,
    task_id text not null references public.deep_work_tasks (id) on delete cascade);
  create index on public.deep_work_subtasks (task_id);
  alter table public.deep_work_tasks enable row level security;
  alter table public.deep_work_subtasks enable row level security;
  create policy own on public.deep_work_tasks to authenticated using (user_id = (select auth.uid()));
  create policy own on public.deep_work_subtasks to authenticated
    using (exists (select from public.deep_work_tasks t where t.id = task_id and t.user_id = (select auth.uid())));`;

describe.each([
  ['without tasks', ''],
  ['with tasks of its own', OWN_TASKS],
])('a Supabase %s', (_, tasks) => {
  let url: string;

  beforeAll(async () => {
    url = await makeSupabase(inject('adminUrl'));
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.unsafe(tasks);
    await sql.end();
  });

  test('applies every migration of `supabase db push` once', async () => {
    await supabase('db', 'push', `--remote=${url}`, '--yes');
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    const applied = await sql`select version from supabase_migrations.schema_migrations order by version`;
    await sql.end();
    const files = await readdir(folder);
    expect(applied.map(({ version }) => version)).toEqual(files.sort().map((file) => file.slice(0, 14)));
    const { stdout, stderr } = await supabase('db', 'push', `--remote=${url}`, '--yes');
    expect(stdout + stderr).toMatch(/up to date/i);
  }, 60_000);

  test('gets no warning from `supabase db advisors`', async () => {
    const { stdout } = await supabase(
      'db',
      'advisors',
      `--remote=${url}`,
      '--level',
      'info',
      '--output-format',
      'json',
    );
    const { results }: { results: Finding[] } = JSON.parse(stdout);
    expect(results.filter((finding) => !isAccepted(finding))).toEqual([]);
    expect(results.map(({ level }) => level)).not.toContain('WARN');
  }, 60_000);
});

async function readSchemaAt(url: string, prepare?: (sql: postgres.Sql) => Promise<void>): Promise<Sections> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await prepare?.(sql);
    return await readSchema(sql);
  } finally {
    await sql.end();
  }
}

test('an embedded start, `supabase db push` and the declared files create the same schema', async () => {
  const embedded = await readSchemaAt(await copyDatabase(inject('adminUrl'), 'migrated'));
  const pushed = await makeSupabase(inject('adminUrl'));
  await supabase('db', 'push', `--remote=${pushed}`, '--yes');
  const declared = await readSchemaAt(await makeSupabase(inject('adminUrl')), async (sql) => {
    for (const path of await schemaPaths('supabase'))
      await sql.begin(async (tx) => tx.unsafe(await readFile(join('supabase', path), 'utf8')));
  });
  // Object by object, so that a difference names its object.
  expect(await readSchemaAt(pushed)).toEqual(embedded);
  expect(declared).toEqual(embedded);
  for (const kind of ['Types', 'Tables', 'Functions', 'Triggers', 'Policies', 'Grants', 'Comments'])
    expect(embedded.get(kind), kind).not.toEqual([]);
}, 60_000);

// `supabase db lint` needs the extension plpgsql_check, which the embedded Postgres does not have. This checks what it warned of.
test('initializes variables with their own type, as `supabase db lint` demands', async () => {
  const untyped: string[] = [];
  for (const { path, text } of await readSchemaFiles('supabase')) {
    for (const [line] of text.matchAll(
      /^ +v_\w+ (?:constant )?(?:jsonb|json|[\w. ]+\[\]) (?::=|default) '[^']*';$/gm,
    ))
      untyped.push(`${path}: ${line.trim()}`);
  }
  expect(untyped).toEqual([]);
});
