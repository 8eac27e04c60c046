/** Builds migrations from changes of supabase/schema/. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildMigration, openMigration } from './build-migration.ts';
import { releaseMigrations } from './migration-lock.ts';

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aes-schema-'));
  cpSync('supabase', folder, { recursive: true });
  await releaseMigrations(folder, '0.1.0');
});

afterEach(() => rmSync(folder, { recursive: true }));

function edit(file: string, change: (text: string) => string): void {
  const path = join(folder, 'schema', file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, file).not.toBe(before);
  writeFileSync(path, after);
}

test('writes no migration without a change', async () => {
  expect(await buildMigration(folder, null)).toBeNull();
}, 60_000);

test('writes only the changed objects', async () => {
  // A changed body, trigger, policy and comment, and a renamed function with its policies and grant.
  edit('plans/saved-views.sql', (text) =>
    text
      .replace('>= 50 then', '>= 60 then')
      .replace('for select to authenticated', 'for select to authenticated, service_role')
      .replace(
        'before insert on public.agent_saved_views',
        'before insert or update on public.agent_saved_views',
      ),
  );
  edit('callers/restricted-keys.sql', (text) =>
    text.replace(
      /comment on function private\.only_task_id\(\) is\s+'(?:[^']|'')*';/,
      "comment on function private.only_task_id() is 'Returns it.';",
    ),
  );
  edit('keys/restrictions.sql', (text) =>
    text
      .replace('function private.is_entry_visible(', 'function private.is_entry_visible_of(')
      .replaceAll('private.is_entry_visible(', 'private.is_entry_visible_of(')
      .replace('is_entry_visible.entry_id', 'is_entry_visible_of.entry_id'),
  );
  edit('grants/functions.sql', (text) =>
    text.replace(/private\.is_entry_visible\b/, 'private.is_entry_visible_of'),
  );
  const migration = (await buildMigration(folder, null)) ?? '';
  const statements = migration.slice(0, migration.indexOf('-- Changes that depend'));
  expect(statements.match(/^(?:create|drop|comment on|revoke|grant)[^(\n]*/gm)).toEqual([
    expect.stringContaining('drop trigger limit_saved_views on public.agent_saved_views;'),
    'drop policy agent_context_uses_restricted on public.agent_context_uses;',
    'drop policy agent_context_vectors_restricted on public.agent_context_vectors;',
    'drop policy agent_saved_views_select on public.agent_saved_views;',
    'drop function private.is_entry_visible',
    'create or replace function private.is_entry_visible_of',
    'create or replace function private.limit_saved_views',
    'comment on function private.is_entry_visible_of',
    'comment on function private.only_task_id',
    expect.stringMatching(/^create or replace trigger limit_saved_views before insert or update/),
    expect.stringContaining('create policy agent_context_uses_restricted'),
    expect.stringContaining('create policy agent_context_vectors_restricted'),
    expect.stringContaining('create policy agent_saved_views_select'),
    'revoke all on function',
    'grant execute on function',
  ]);
}, 60_000);

test('refuses a change of a table', async () => {
  edit(
    'plans/saved-views.sql',
    (text) => `${text}\nalter table public.agent_saved_views add column colour text;\n`,
  );
  await expect(buildMigration(folder, null)).rejects.toThrow(/changes tables: [\s\S]*by hand/);
}, 60_000);

test('extends the open migration until a version releases it', async () => {
  expect(await openMigration(folder)).toBeNull();
  rmSync(join(folder, 'migrations.lock'));
  expect(await openMigration(folder)).toBe(readdirSync(join(folder, 'migrations')).sort().at(-1));
});
