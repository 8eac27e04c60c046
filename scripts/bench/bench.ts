/**
 * `npm run bench`: measures the cost of the service's operations and of pages with ten thousand plans. Each operation
 * is compared with bare SQL on the same rows in the same run. Machines differ and are noisy, so only the ratios are
 * comparable.
 *
 * Options: `--only` names the parts to measure (steps, claims, logs, reads, context, pages; separated by commas).
 * `--quick` measures for 0.25 s instead of 2 s, with 1 and 16 clients, in smaller tables and without the pages.
 * `--entries` sets the number of context entries to search. `--json <file>` also writes the results to a file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { startTestBackend } from '../../tests/support/test-database';
import { benchClaims } from './claims';
import type { Row, Setting } from './compare';
import { benchSearch, benchSetContext } from './context';
import { benchLogs } from './logs';
import { benchPages, type Figure } from './pages';
import { benchReads } from './reads';
import { benchExecution, benchSteps } from './steps';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string' },
    entries: { type: 'string' },
  },
});
const isQuick = flags.quick;
const entries = Number(flags.entries ?? (isQuick ? 5000 : 100_000));

interface Findings {
  rows?: Row[];
  figures?: Figure[];
}

const parts: Record<string, (setting: Setting) => Promise<Findings>> = {
  steps: async (setting) => ({ rows: await benchSteps(setting), figures: await benchExecution(setting) }),
  claims: async (setting) => ({ rows: await benchClaims(setting) }),
  logs: async (setting) => ({ rows: await benchLogs(setting, [10_000, isQuick ? 50_000 : 1_000_000]) }),
  reads: async (setting) => ({ rows: await benchReads(setting) }),
  context: async (setting) => ({
    rows: await benchSetContext(setting),
    figures: await benchSearch(setting.databaseUrl, entries, isQuick ? 100 : 300),
  }),
};

/** Starts a separate backend that has the bare tables beside the real ones. */
async function onBackend(part: (setting: Setting) => Promise<Findings>): Promise<Findings> {
  const backend = await startTestBackend({ isDurable: true });
  Object.assign(process.env, backend.env);
  try {
    const { databaseUrl } = backend;
    const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    await admin.unsafe(readFileSync(new URL('bare.sql', import.meta.url), 'utf8'));
    await admin.end();
    return await part({ databaseUrl, seconds: isQuick ? 0.25 : 2, clients: isQuick ? [1, 16] : [1, 8, 32] });
  } finally {
    await backend.stop();
  }
}

const line = (cells: string[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(52) : cell.padStart(11))).join(''));

function report({ rows = [], figures = [] }: Findings): void {
  for (const { what, clients, rate, p50, p95, ofBare } of rows)
    line([what, String(clients), rate.toFixed(0), p50.toFixed(2), p95.toFixed(2), ofBare.toFixed(2)]);
  for (const { what, value, unit, limit } of figures) {
    const promise = limit === undefined ? '' : `  (at most ${limit})`;
    console.log(`${what.padEnd(60)}${value.toFixed(unit === '' ? 0 : 1).padStart(9)} ${unit}${promise}`);
  }
}

const named = flags.only?.split(',') ?? [...Object.keys(parts), ...(isQuick ? [] : ['pages'])];
const all: Record<string, Findings> = {};
line(['', 'clients', 'per second', 'p50 ms', 'p95 ms', 'of bare']);
for (const name of named) {
  const part = parts[name];
  if (!part && name !== 'pages') throw new Error(`There is no part ${name}.`);
  const found = part ? await onBackend(part) : { figures: await benchPages() };
  all[name] = found;
  report(found);
}
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(all, null, 2)}\n`);
process.exit(0);
