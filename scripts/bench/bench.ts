/**
 * `npm run bench`: measures the cost of the service's operations and of pages with ten thousand plans. Each operation
 * is compared with bare SQL on the same rows, and whole runs with other durable engines, in the same run. Machines
 * differ and are noisy, so only the ratios are comparable. A table of all targets follows at the end.
 *
 * Options: `--only` names the parts to measure, separated by commas (see `parts`). Without it, all run but `soak`.
 * `--quick` measures for 0.25 s instead of 2 s, with 1 and 16 clients, in smaller tables, without `flat` and `pages`.
 * `--entries` sets the number of context entries to search, `--minutes` the duration of `soak` (5 by default).
 * `--json <file>` also writes the results to a file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { startTestBackend } from '../../tests/support/test-database';
import { benchClaims } from './claims';
import type { Row, Setting } from './compare';
import { benchSearch, benchSetContext } from './context';
import { postmasterOf } from './cpu';
import { benchExecution } from './execution';
import type { Figure } from './figures';
import { benchFlat } from './flat';
import { benchIngest } from './ingest';
import { benchLogs } from './logs';
import { benchPages } from './pages';
import { benchReads } from './reads';
import { benchSoak } from './soak';
import { benchSteps } from './steps';
import { type Findings, isMet, withTargets } from './targets';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string' },
    entries: { type: 'string' },
    minutes: { type: 'string', default: '5' },
  },
});
const isQuick = flags.quick;
const entries = Number(flags.entries ?? (isQuick ? 5000 : 100_000));

/** The parts of the benchmark. Each has a backend of its own, except `pages`, which starts the app. */
const parts: Record<string, (setting: Setting) => Promise<Findings>> = {
  runs: async (setting) => ({ rows: await benchExecution(setting) }),
  steps: async (setting) => ({ rows: await benchSteps(setting) }),
  claims: async (setting) => ({ rows: await benchClaims(setting) }),
  logs: async (setting) => ({ rows: await benchLogs(setting, [10_000, isQuick ? 50_000 : 1_000_000]) }),
  reads: async (setting) => ({ rows: await benchReads(setting) }),
  context: async (setting) => ({
    rows: await benchSetContext(setting),
    figures: await benchSearch(setting.databaseUrl, entries, isQuick ? 100 : 300),
  }),
  ingest: async (setting) => ({ figures: await benchIngest(setting) }),
  flat: async (setting) => benchFlat(setting, isQuick ? 500 : 10_000),
  soak: async (setting) => ({ figures: await benchSoak(setting, Number(flags.minutes)) }),
};
const slow = ['flat', 'soak'];
const [quickParts, defaultParts] = [
  Object.keys(parts).filter((name) => !slow.includes(name)),
  [...Object.keys(parts).filter((name) => name !== 'soak'), 'pages'],
];

/** Starts a separate backend that has the bare tables beside the real ones. */
async function onBackend(part: (setting: Setting) => Promise<Findings>): Promise<Findings> {
  const backend = await startTestBackend({ isDurable: true });
  Object.assign(process.env, backend.env);
  try {
    const { databaseUrl } = backend;
    const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    await admin.unsafe(readFileSync(new URL('bare.sql', import.meta.url), 'utf8'));
    await admin.end();
    return await part({
      backend,
      databaseUrl,
      postmaster: await postmasterOf(databaseUrl),
      slices: isQuick ? 1 : 4,
      seconds: isQuick ? 0.25 : 0.5,
      clients: isQuick ? [1, 16] : [1, 8, 16, 32],
      print: printRows,
    });
  } finally {
    await backend.stop();
  }
}

const line = (cells: string[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(58) : cell.padStart(11))).join(''));

const decimals = (value: number) => (value >= 100 ? 0 : value >= 10 ? 1 : 2);

function printRows(rows: Row[]): void {
  for (const { what, clients, rate, p50, p95, ofBase, storeMicros, nodeMicros, others } of rows) {
    const fractions = [p50, p95, ofBase].map((value) => value.toFixed(2));
    const whole = [storeMicros, nodeMicros].map((value) => value.toFixed(0));
    line([what, String(clients), rate.toFixed(0), ...fractions, ...whole, others.toFixed(2)]);
  }
}

function printFigures(figures: Figure[]): void {
  for (const { what, value, unit } of figures) line([what, value.toFixed(decimals(value)), unit]);
}

function printTargets(figures: Figure[]): void {
  if (figures.length === 0) return;
  console.log();
  line(['', 'measured', '', 'target', 'met']);
  for (const figure of figures) {
    const { what, value, unit, atMost, atLeast } = figure;
    const target = atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`;
    line([what, value.toFixed(decimals(value)), unit, target, isMet(figure) ? 'yes' : 'no']);
  }
}

const named = flags.only?.split(',') ?? (isQuick ? quickParts : defaultParts);
const all: Record<string, Findings> = {};
line(['', 'clients', 'per second', 'p50 ms', 'p95 ms', 'of base', 'store µs', 'Node µs', 'others']);
for (const name of named) {
  const part = parts[name];
  if (!part && name !== 'pages') throw new Error(`There is no benchmark ${name}.`);
  const found = part ? await onBackend(part) : { figures: await benchPages() };
  all[name] = found;
  printFigures(found.figures ?? []);
}
const targets = withTargets(Object.values(all));
printTargets(targets);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ ...all, targets }, null, 2)}\n`);
process.exit(0);
