/** States the targets of the engine and compares them with what was measured. */
import type { Row } from './compare';
import type { Figure } from './figures';

export interface Findings {
  rows?: Row[];
  figures?: Figure[];
}

interface Target {
  /** The name of a row. */
  what: string;
  column: 'ofBase' | 'rate' | 'p50' | 'p95';
  /** The numbers of clients for which it holds; all by default. */
  clients?: number[];
  atLeast?: number;
  atMost?: number;
}

const run = 'steps of a run: service, in-process';
const step = 'step: service, in-process';
const http = 'step: HTTP, production build';

const TARGETS: Target[] = [
  { what: run, column: 'ofBase', clients: [1], atLeast: 1.3 },
  { what: run, column: 'ofBase', clients: [16], atLeast: 2 },
  { what: step, column: 'ofBase', clients: [1], atLeast: 0.45 },
  { what: step, column: 'ofBase', clients: [8], atLeast: 0.7 },
  { what: step, column: 'ofBase', clients: [16, 32], atLeast: 0.9 },
  { what: http, column: 'p50', clients: [1], atMost: 3 },
  { what: http, column: 'rate', clients: [16], atLeast: 1200 },
  { what: 'addLogs of 1,000: service, in-process', column: 'ofBase', atLeast: 0.45 },
  { what: 'addLogs of 1,000: ingestLogs, in-process', column: 'ofBase', atLeast: 0.6 },
  { what: 'getPlan with 1,000 logs: service, in-process', column: 'ofBase', atLeast: 0.5 },
  { what: 'claimNextStep of 20,000: service, in-process', column: 'p95', clients: [32], atMost: 5 },
  { what: 'setContext: service, in-process', column: 'ofBase', clients: [1, 8, 32], atLeast: 0.5 },
];

const UNITS = { ofBase: 'of base', rate: '/s', p50: 'ms p50', p95: 'ms p95' };

/** Returns a figure with its target for each row that has one. */
function figuresOf(rows: Row[]): Figure[] {
  return TARGETS.flatMap(({ what, column, clients, ...limits }) =>
    rows
      .filter((row) => row.what === what && (clients?.includes(row.clients) ?? true))
      .map((row) => ({
        what: `${what}, ${row.clients}`,
        value: row[column],
        unit: UNITS[column],
        ...limits,
      })),
  );
}

/** Returns all figures that have a target. */
export function withTargets(all: Findings[]): Figure[] {
  const figures = all.flatMap((found) => [...figuresOf(found.rows ?? []), ...(found.figures ?? [])]);
  return figures.filter(({ atMost, atLeast }) => (atMost ?? atLeast) !== undefined);
}

export function isMet({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean {
  return value <= atMost && value >= atLeast;
}
