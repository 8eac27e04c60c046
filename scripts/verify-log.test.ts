/** Verifies real exports offline: accepts an unchanged export and names the first changed line. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportedLog } from '../lib/agent-execution/export-log.ts';
import { type Database, openDatabase, owner } from '../supabase/tests/identities.ts';
import { hashOf, verifyLines } from './verify-log.mjs';

let db: Database;
let plan: string;
let lines: string[];

/** Writes the export of exportLog without a supabase-js client. */
async function exportLines(): Promise<string[]> {
  const [answer] = await db.as(
    owner,
    (tx) => tx`
    select agent_export_log(${plan}, max_rows => 1000) as rows, (select last_hash from agent_execution_plans where id = ${plan}) as head`,
  );
  const rows: (ExportedLog & { place: number })[] = answer?.rows;
  return [
    { agent_execution_log: { version: 1, plan_id: plan, exported_at: '2026-11-01T00:00:00Z' } },
    ...rows.map(({ place: _, ...row }) => row),
    { end: { rows: rows.length, last_hash: answer?.head } },
  ].map((line) => JSON.stringify(line));
}

const append = (description: string, state: postgres.JSONValue) =>
  db.as(
    owner,
    (
      tx,
    ) => tx`select agent_add_log('note', ${plan}, description => ${description}, after_state => ${tx.json(state)},
    agent_confidence => 0.1, metadata => ${tx.json({ cost: 0.30000000000000004, ключ: '\u2028\u007f' })})`,
  );

beforeAll(async () => {
  db = await openDatabase();
  plan = await db.makePlan('owner', await db.makeTask('owner'));
  await append('Controls \b\f\n\r\t\u0001\u001f"\\ and 日本語 🎉', { b: [1, null, true], a: 'x' });
  await db.as(
    owner,
    (tx) =>
      tx`select agent_add_log('note', ${plan}, after_state => '{"n": [1.0, 1e30, 12345678901234567890.5, -0.0]}')`,
  );
  await db.as(
    owner,
    (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step', agent_confidence => 0.95)`,
  );
  await db.as(owner, (tx) => tx`select agent_move_step(${plan}, 2, 'block', error_message => 'No access')`);
  lines = await exportLines();
});
afterAll(() => db.end());

const change = (line: number, edit: (row: ExportedLog) => object) =>
  lines.map((text, i) => (i === line ? JSON.stringify(edit(JSON.parse(text))) : text));

test('accepts an unchanged export with any content', async () => {
  expect(await verifyLines(lines)).toMatchObject({ is_valid: true, rows: 5, reason: null });
});

test('hashes any log text as the database does', async () => {
  const text = fc
    .string({ unit: 'binary', maxLength: 40 })
    .map((value) => value.replaceAll('\0', '').toWellFormed());
  await fc.assert(
    fc.asyncProperty(text, text, async (description, value) => {
      await append(description, { [`k${value}`]: value });
    }),
    { numRuns: 100 },
  );
  expect(await verifyLines(await exportLines())).toMatchObject({ is_valid: true, rows: 105 });
});

describe('a changed export', () => {
  const fields: (keyof ExportedLog)[] = [
    'id',
    'user_id',
    'step_number',
    'action_type',
    'entity_id',
    'description',
    'before_state',
    'after_state',
    'agent_confidence',
    'error_message',
    'actor_type',
    'actor',
    'metadata',
    'created_at',
    'hash',
    'seq',
  ];
  test.each(fields)('with another %s is refused at its first wrong line', async (field) => {
    const verdict = await verifyLines(
      change(3, (row) => ({ ...row, [field]: field === 'seq' ? '0' : 'forged' })),
    );
    expect(verdict).toMatchObject({
      is_valid: false,
      broken_line: 4,
      reason: 'The row was changed after it was written.',
    });
  });

  test('with a reformatted number is refused', async () => {
    const verdict = await verifyLines(
      change(3, (row) => ({ ...row, after_state: row.after_state?.replace('1.0', '1') ?? null })),
    );
    expect(verdict).toMatchObject({ is_valid: false, broken_line: 4 });
  });

  test('with a row hashed again is refused by the next row or the noted hash', async () => {
    const forge = (row: ExportedLog) => {
      const forged = { ...row, description: 'forged' };
      return { ...forged, hash: hashOf(forged) };
    };
    expect(await verifyLines(change(3, forge))).toMatchObject({ is_valid: false, broken_line: 5 });
    const newest = JSON.parse(lines[5] ?? '');
    const forged = forge(newest);
    const all = change(5, forge).map((line, i) =>
      i === 6 ? JSON.stringify({ end: { rows: 5, last_hash: forged.hash } }) : line,
    );
    expect(await verifyLines(all)).toMatchObject({ is_valid: true });
    expect(await verifyLines(all, { head: newest.hash })).toMatchObject({
      is_valid: false,
      reason: 'The newest hash is not the one you noted.',
    });
  });

  test.each([
    ['the first row removed', [0, 2, 3, 4, 5, 6], 2],
    ['a row removed', [0, 1, 2, 4, 5, 6], 4],
    ['the newest row removed', [0, 1, 2, 3, 4, 6], 7],
    ['every row removed', [0, 6], 3],
    ['two rows swapped', [0, 1, 3, 2, 4, 5, 6], 3],
    ['a row twice', [0, 1, 2, 2, 3, 4, 5, 6], 4],
    ['the end cut off', [0, 1, 2, 3, 4, 5], 7],
    ['something after the end', [0, 1, 2, 3, 4, 5, 6, 5], 8],
    ['the head cut off', [1, 2, 3, 4, 5, 6], 1],
  ])('with %s is refused at its first wrong line', async (_name, order, broken_line) => {
    expect(await verifyLines(order.map((i) => lines[i] ?? ''))).toMatchObject({
      is_valid: false,
      broken_line,
    });
  });

  test('with a line that is not JSON, or with another plan’s row, is refused', async () => {
    expect(await verifyLines(lines.with(2, '{"cut'))).toMatchObject({ is_valid: false, broken_line: 3 });
    expect(await verifyLines(change(2, (row) => ({ ...row, plan_id: crypto.randomUUID() })))).toMatchObject({
      broken_line: 3,
    });
  });
});

test('prints its result as a command, and exits with a matching code', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aes-log-'));
  const run = async (content: string[], ...more: string[]) => {
    const file = join(folder, 'log.jsonl');
    await writeFile(file, `${content.join('\n')}\n`);
    return promisify(execFile)(process.execPath, ['scripts/verify-log.mjs', file, ...more]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
    );
  };
  const head: string = JSON.parse(lines.at(-1) ?? '').end.last_hash;
  expect(await run(lines, '--head', head)).toEqual({
    code: 0,
    text: `✓ 5 rows, none changed, none missing. Newest hash: ${head}\n`,
  });
  const { seq } = JSON.parse(lines[2] ?? '');
  expect(await run(change(2, (row) => ({ ...row, actor: 'me' })))).toEqual({
    code: 1,
    text: `✗ Line 3 (row ${seq}): The row was changed after it was written.\n`,
  });
  expect((await run([])).code).toBe(1);
  await rm(folder, { recursive: true });
});
