#!/usr/bin/env node
/**
 * Checks an exported log of a plan (JSON Lines) without a database and without dependencies, on Node 20 or newer:
 *
 *     node verify-log.mjs plan-log.jsonl [--head <hash>]
 *
 * Computes every hash again as docs/log-format.md specifies, and follows the chain. With --head, the newest hash must match one that
 * you noted elsewhere: an attacker who can rewrite the whole file can also hash it again. Exit code 0: valid; 1: not valid.
 */
import { createHash } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The fields in the order of the hash. */
const FIELDS = [
  'id',
  'seq',
  'plan_id',
  'task_id',
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
];

/** Returns the SHA-256 over prev_hash and a JSON array of the fields, separated by a comma and a space. */
export function hashOf(row) {
  const fields = FIELDS.map((name) => JSON.stringify(row[name] ?? null)).join(', ');
  return createHash('sha256')
    .update(`${row.prev_hash ?? ''}[${fields}]`, 'utf8')
    .digest('hex');
}

/** Returns the error of a row that follows the one with `previous` hash and seq; null if there is none. */
function faultOf(row, previous, planId) {
  if (row.plan_id !== planId) return 'The row belongs to another plan.';
  if ((row.prev_hash ?? null) !== previous.hash)
    return 'A row before this one was removed, added or changed.';
  if (hashOf(row) !== row.hash) return 'The row was changed after it was written.';
  if (BigInt(row.seq) <= previous.seq) return 'The rows are not in order.';
  return null;
}

function parse(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Checks the lines: { is_valid, rows, head, broken_line, broken_seq, reason }, which name the first invalid line. Lines count from 1. */
export async function verifyLines(lines, { head } = {}) {
  let previous = { hash: null, seq: 0n };
  let planId;
  let end;
  let rows = 0;
  let number = 0;
  const broken = (reason, seq = null) => ({
    is_valid: false,
    rows,
    head: previous.hash,
    broken_line: number,
    broken_seq: seq,
    reason,
  });
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const value = parse(line);
    if (!value) return broken('The line is not JSON.');
    if (number === 1) {
      if (value.agent_execution_log?.version !== 1)
        return broken('The file is not an exported log of version 1.');
      planId = value.agent_execution_log.plan_id;
    } else if (end) {
      return broken('There is something after the end.');
    } else if (value.end) {
      end = value.end;
    } else {
      const fault = faultOf(value, previous, planId);
      if (fault) return broken(fault, value.seq ?? null);
      previous = { hash: value.hash, seq: BigInt(value.seq) };
      rows += 1;
    }
  }
  number += 1;
  if (!end) return broken('The file is cut off: its last line is missing.');
  if (end.rows !== rows || end.last_hash !== previous.hash)
    return broken('The newest rows of the log were removed.');
  if (head !== undefined && head !== previous.hash)
    return broken('The newest hash is not the one you noted.');
  return { is_valid: true, rows, head: previous.hash, broken_line: null, broken_seq: null, reason: null };
}

/** Splits lines at a newline only: other Unicode line separators may occur within text. */
async function* linesOf(file) {
  let rest = '';
  for await (const part of createReadStream(file, 'utf8')) {
    const lines = (rest + part).split('\n');
    rest = lines.pop();
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function main(args) {
  const at = args.indexOf('--head');
  const head = at >= 0 ? args[at + 1] : undefined;
  const [file] = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  if (!file || (at >= 0 && !head)) {
    console.error('Usage: node verify-log.mjs <file.jsonl> [--head <hash>]');
    return 1;
  }
  const verdict = await verifyLines(linesOf(file), { head });
  if (verdict.is_valid) {
    console.log(`✓ ${verdict.rows} rows, none changed, none missing. Newest hash: ${verdict.head}`);
    return 0;
  }
  const row = verdict.broken_seq === null ? '' : ` (row ${verdict.broken_seq})`;
  console.error(`✗ Line ${verdict.broken_line}${row}: ${verdict.reason}`);
  return 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    console.error(`✗ ${error.message}`);
    return 1;
  });
}
