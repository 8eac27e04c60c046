/** Writes at a steady rate for a long time, and measures whether tables or latency grow. */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import type { Setting } from './compare';
import { CpuMeter } from './cpu';
import type { Figure } from './figures';
import { quantile, type Subject } from './measure';
import { signedUpService } from './service';
import { moveSteps } from './steps';

const MOVES_PER_SECOND = 200;
/** Below this rate the machine is too busy, and the latency that of a queue. */
const LEAST_RATE = 0.95 * MOVES_PER_SECOND;
const CLIENTS = 16;
const INTERVAL_MS = (CLIENTS * 1000) / MOVES_PER_SECOND;
const WARM_UP_SECONDS = 5;
/** The start and the end are compared, each a tenth of the time. */
const SHARE = 0.1;
const MOST_GROWTH = 1.2;
const LEAST_HOT = 0.9;
const TABLES = ['agent_execution_plans', 'agent_execution_steps', 'agent_execution_logs'];

/** Each client makes a move whenever one is due. Returns the milliseconds from there to the end of the move. */
async function writeSteadily({ job, prepare }: Subject, seconds: number): Promise<number[]> {
  const started = performance.now();
  const times: number[] = [];
  const write = async (_: unknown, client: number) => {
    const first = started + (client * INTERVAL_MS) / CLIENTS;
    for (let call = 0; call * INTERVAL_MS < seconds * 1000; call += 1) {
      const due = first + call * INTERVAL_MS;
      await prepare?.(client, call);
      await sleep(Math.max(0, due - performance.now()));
      await job(client, call);
      times.push(performance.now() - due);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, write));
  return times.sort((a, b) => a - b);
}

interface Phase {
  /** Moves per second. */
  rate: number;
  p50: number;
  p95: number;
  storeMicros: number;
  nodeMicros: number;
  others: number;
}

async function measurePhase(setting: Setting, subject: Subject, seconds: number): Promise<Phase> {
  const meter = new CpuMeter({ node: process.pid, store: setting.postmaster });
  const began = performance.now();
  const times = await meter.during(() => writeSteadily(subject, seconds));
  return {
    rate: (times.length * 1000) / (performance.now() - began),
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    storeMicros: (meter.store / times.length) * 1e6,
    nodeMicros: (meter.node / times.length) * 1e6,
    others: meter.othersUsed,
  };
}

interface TableSize {
  heap: string;
  indexes: string;
}

async function sizeOf(sql: Sql, table: string): Promise<{ heap: number; indexes: number }> {
  const [size] = await sql<TableSize[]>`
    select pg_relation_size(${table}::regclass) as heap, pg_indexes_size(${table}::regclass) as indexes`;
  return { heap: Number(size?.heap), indexes: Number(size?.indexes) };
}

/** Rewrites the table, to compare its size with that of a table without dead rows. */
async function describeTable(sql: Sql, table: string): Promise<Figure[]> {
  const [counts] = await sql<{ live: string; dead: string; updates: string; hot: string }[]>`
    select n_live_tup as live, n_dead_tup as dead, n_tup_upd as updates, n_tup_hot_upd as hot
    from pg_stat_user_tables where relname = ${table}`;
  const size = await sizeOf(sql, table);
  await sql`vacuum full ${sql(table)}`;
  const rewritten = await sizeOf(sql, table);
  const what = (name: string) => `soak: ${table}, ${name}`;
  const updates = Number(counts?.updates);
  const isUpdated = updates > 0;
  return [
    { what: what('rows'), value: Number(counts?.live), unit: '' },
    { what: what('dead rows'), value: Number(counts?.dead), unit: '' },
    { what: what('size of the table'), value: size.heap / 1e6, unit: 'MB' },
    { what: what('size of the indexes'), value: size.indexes / 1e6, unit: 'MB' },
    {
      what: what('size of a rewritten table'),
      value: size.heap / rewritten.heap,
      unit: 'x',
      atMost: MOST_GROWTH,
    },
    ...(isUpdated
      ? [
          {
            what: what('share of HOT updates'),
            value: Number(counts?.hot) / updates,
            unit: '',
            atLeast: LEAST_HOT,
          },
        ]
      : []),
  ];
}

function describePhase(name: string, phase: Phase): Figure[] {
  const { rate, p50, p95, storeMicros, nodeMicros, others } = phase;
  return [
    { what: `soak: moves at the ${name}`, value: rate, unit: '/s', atLeast: LEAST_RATE },
    { what: `soak: latency at the ${name}, p50`, value: p50, unit: 'ms' },
    { what: `soak: latency at the ${name}, p95`, value: p95, unit: 'ms' },
    { what: `soak: Postgres at the ${name}, with creation of plans`, value: storeMicros, unit: 'µs/move' },
    { what: `soak: Node at the ${name}`, value: nodeMicros, unit: 'µs/move' },
    { what: `soak: processors that others used at the ${name}`, value: others, unit: '' },
  ];
}

export async function benchSoak(setting: Setting, minutes: number): Promise<Figure[]> {
  const signIn = async () => moveSteps((await signedUpService()).service);
  const subject = await signIn();
  const seconds = minutes * 60;
  await writeSteadily(subject, WARM_UP_SECONDS);
  const start = await measurePhase(setting, subject, seconds * SHARE);
  await writeSteadily(subject, seconds * (1 - 2 * SHARE));
  // The token of the first person is valid for an hour.
  const end = await measurePhase(setting, await signIn(), seconds * SHARE);
  const sql = postgres(setting.databaseUrl, { max: 1, onnotice: () => {} });
  const tables: Figure[] = [];
  for (const table of TABLES) tables.push(...(await describeTable(sql, table)));
  await sql.end();
  const growth = (what: string, value: number) => ({
    what: `soak: ${what} at the end, of the start`,
    value,
    unit: 'x',
    atMost: MOST_GROWTH,
  });
  return [
    ...describePhase('start', start),
    ...describePhase('end', end),
    growth('latency p50', end.p50 / start.p50),
    growth('Postgres per move', end.storeMicros / start.storeMicros),
    ...tables,
  ];
}
