/** The files of supabase/schema/: each is listed, short and re-appliable, and refers only to itself and to earlier files. */
import { readdirSync } from 'node:fs';
import postgres from 'postgres';
import { expect, inject, test } from 'vitest';
import { readSchema } from '../../scripts/dump-schema.ts';
import { applySchemaFiles, readSchemaFiles, type SchemaFile } from '../../scripts/migrations/schema-files.ts';
import { copyDatabase } from '../../tests/support/test-database.ts';

const MAX_COLUMNS = 120;
const MAX_LINES = 250;
const MEDIAN_LINES = 130;

const files = await readSchemaFiles('supabase');

/** Returns the statements of a file without comments, which may name later objects. */
const codeOf = ({ statements }: SchemaFile) =>
  statements
    .map(({ text }) => text.replaceAll(/--[^\n]*/g, ''))
    .filter((text) => !text.startsWith('comment on'))
    .join('\n');

const defined = new Map<string, number>();
for (const [place, file] of files.entries())
  for (const [, name = ''] of codeOf(file).matchAll(
    /^create or replace function ((?:private|public)\.\w+)/gm,
  ))
    defined.set(name, place);

test('lists every file of the folder once', () => {
  const found = readdirSync('supabase/schema', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.sql'),
  );
  expect(files.map(({ path }) => path).sort()).toEqual(found.map((name) => `schema/${name}`).sort());
});

test.each(files)('$path says what it owns, in short lines', ({ text }) => {
  expect(text).toMatch(/^-- [A-Z]/);
  const lines = text.split('\n');
  expect(lines.filter((line) => line.length > MAX_COLUMNS)).toEqual([]);
  expect(lines.length).toBeLessThanOrEqual(MAX_LINES);
});

test('has files of a page or two', () => {
  const lengths = files.map(({ text }) => text.split('\n').length).sort((a, b) => a - b);
  expect(lengths[lengths.length >> 1]).toBeLessThanOrEqual(MEDIAN_LINES);
});

test('defines every function once', () => {
  const names = files.flatMap((file) =>
    [...codeOf(file).matchAll(/^create or replace function ([\w.]+)/gm)].map(([, name]) => name),
  );
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
});

test('refers only to functions of the same file and of earlier ones', () => {
  const forward = files.flatMap((file, place) =>
    [...codeOf(file).matchAll(/\b(?:private|public)\.\w+/g)]
      .filter(([name]) => (defined.get(name) ?? 0) > place)
      .map(([name]) => `${file.path} calls ${name}`),
  );
  expect([...new Set(forward)]).toEqual([]);
});

test('can be applied file by file, with checked bodies, and again without a change', async () => {
  const sql = postgres(await copyDatabase(inject('adminUrl'), 'migrated'), { max: 1, onnotice: () => {} });
  try {
    const before = await readSchema(sql);
    await applySchemaFiles(sql, files);
    expect(await readSchema(sql)).toEqual(before);
  } finally {
    await sql.end();
  }
});
