/**
 * `npm run bench`: what a step transition costs through the service and over HTTP, as shares of what the bare database
 * does with the same rows in the same run (machines differ and are noisy: only the ratios mean something), and how the
 * pages feel with ten thousand plans. `--only steps`, `--only context` or `--only pages` measures one of them, `--quick` 1 s instead
 * of 5 s each; `--entries` says among how many context entries is searched; `--json <file>` writes the figures as well.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { startTestBackend } from '../test-database';
import { benchBareUpsert, benchSearch, benchSetContext } from './context';
import { type Measurement, measure } from './measure';
import { benchPages, type Figure } from './pages';
import { withServer } from './server';
import { signedUpService } from './service';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string' },
    entries: { type: 'string' },
  },
});
const SECONDS = flags.quick ? 1 : 5;
const CLIENTS = [1, 16];
const ENTRIES = Number(flags.entries ?? (flags.quick ? 5000 : 100_000));
const STEPS = 10;
const declared = Array.from({ length: STEPS }, (_, i) => ({
  step: i + 1,
  action: 'work',
  description: `Step ${i + 1}`,
}));

interface Row extends Measurement {
  what: string;
  clients: number;
  /** Share of the bare database's rate with as many clients. */
  ofBare: number;
}

/** Walks through a plan's steps, start and complete in turn, and takes a new plan at its end. */
function walker(
  createPlan: () => Promise<string>,
  move: (plan: string, step: number, verb: 'start' | 'complete') => Promise<unknown>,
) {
  const plans = new Map<number, string>();
  return async (client: number, call: number): Promise<void> => {
    const turn = call % (STEPS * 2);
    const plan = turn === 0 ? await createPlan() : plans.get(client);
    if (plan === undefined) throw new Error('A walk begins with a plan.');
    plans.set(client, plan);
    await move(plan, Math.floor(turn / 2) + 1, turn % 2 === 0 ? 'start' : 'complete');
  };
}

async function benchBare(databaseUrl: string, clients: number): Promise<Measurement> {
  const sql = postgres(databaseUrl, { max: clients, onnotice: () => {} });
  const [row] = await sql`
    insert into bare.plans (task_id, plan_type, total_steps, plan_json, created_by, user_id)
    select 'bench', 'bench', ${STEPS}, '{}', 'bench', 'bench' from generate_series(1, ${clients}) returning id`;
  const plans = await sql`select id from bare.plans order by created_at desc limit ${clients}`;
  if (!row) throw new Error('No plan was made.');
  await sql`insert into bare.steps (plan_id, step_number, user_id, action, description)
    select p.id, s, 'bench', 'work', 'Step' from bare.plans p, generate_series(1, ${STEPS}) s on conflict do nothing`;
  const result = await measure(clients, SECONDS, async (client, call) => {
    const step = (Math.floor(call / 2) % STEPS) + 1;
    const [kind, state] = call % 2 === 0 ? ['start_step', 'in_progress'] : ['complete_step', 'completed'];
    const plan: string = plans[client]?.id;
    await sql`select bare.transition(${plan}, ${step}, ${kind ?? ''}, ${state ?? ''}, '{"ok": true}'::jsonb)`;
  });
  await sql.end();
  return result;
}

async function benchService(clients: number): Promise<Measurement> {
  const { service } = await signedUpService();
  const task = await service.createTask({ title: 'Bench' });
  const walk = walker(
    async () => (await service.createPlan({ task_id: task.id, plan_type: 'bench', steps: declared })).id,
    (plan, step, verb) =>
      verb === 'start'
        ? service.startStep(plan, step)
        : service.completeStep(plan, step, { result: { ok: true } }),
  );
  return measure(clients, SECONDS, walk);
}

async function benchHttp(): Promise<Map<number, Measurement>> {
  return withServer(async ({ agent: call }) => {
    const task = await call('/tasks', { title: 'Bench' });
    const results = new Map<number, Measurement>();
    for (const clients of CLIENTS) {
      const walk = walker(
        async () => (await call('/plans', { task_id: task.id, plan_type: 'bench', steps: declared })).id,
        (plan, step, verb) =>
          call(`/plans/${plan}/steps/${step}/${verb}`, verb === 'start' ? {} : { result: { ok: true } }),
      );
      results.set(clients, await measure(clients, SECONDS, walk));
    }
    return results;
  });
}

function report(rows: Row[]): void {
  const line = (cells: string[]) =>
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(11))).join(''));
  line(['', 'clients', 'per second', 'p50 ms', 'p95 ms', 'of bare']);
  for (const { what, clients, rate, p50, p95, ofBare } of rows) {
    line([what, String(clients), rate.toFixed(0), p50.toFixed(2), p95.toFixed(2), ofBare.toFixed(2)]);
  }
}

function reportFigures(figures: Figure[]): void {
  for (const { what, value, unit, limit } of figures) {
    const promise = limit === undefined ? '' : `  (at most ${limit})`;
    console.log(`${what.padEnd(60)}${value.toFixed(unit === '' ? 0 : 1).padStart(9)} ${unit}${promise}`);
  }
}

/** A backend of its own with the bare tables beside the real ones. */
async function withBare<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const backend = await startTestBackend({ isDurable: true });
  Object.assign(process.env, backend.env);
  try {
    const admin = postgres(backend.databaseUrl, { max: 1, onnotice: () => {} });
    await admin.unsafe(readFileSync(new URL('bare.sql', import.meta.url), 'utf8'));
    await admin.end();
    return await work(backend.databaseUrl);
  } finally {
    await backend.stop();
  }
}

async function benchSteps(databaseUrl: string): Promise<Row[]> {
  const rows: Row[] = [];
  const bare = new Map<number, Measurement>();
  for (const clients of CLIENTS) {
    const base = await benchBare(databaseUrl, clients);
    bare.set(clients, base);
    const service = await benchService(clients);
    rows.push({ what: 'step: bare database', clients, ...base, ofBare: 1 });
    rows.push({ what: 'step: service, in-process', clients, ...service, ofBare: service.rate / base.rate });
  }
  for (const [clients, http] of await benchHttp()) {
    const ofBare = http.rate / (bare.get(clients)?.rate ?? Number.NaN);
    rows.push({ what: 'step: HTTP API, production build', clients, ...http, ofBare });
  }
  return rows;
}

async function benchContext(databaseUrl: string): Promise<{ rows: Row[]; figures: Figure[] }> {
  const rows: Row[] = [];
  for (const clients of CLIENTS) {
    const base = await benchBareUpsert(databaseUrl, clients, SECONDS);
    const service = await benchSetContext(clients, SECONDS);
    rows.push({ what: 'setContext: bare upsert', clients, ...base, ofBare: 1 });
    rows.push({
      what: 'setContext: service, in-process',
      clients,
      ...service,
      ofBare: service.rate / base.rate,
    });
  }
  return { rows, figures: await benchSearch(databaseUrl, ENTRIES) };
}

const isWanted = (part: string) => flags.only === undefined || flags.only === part;
const steps = isWanted('steps') ? await withBare(benchSteps) : [];
const context = isWanted('context') ? await withBare(benchContext) : { rows: [], figures: [] };
if (steps.length + context.rows.length > 0) report([...steps, ...context.rows]);
reportFigures(context.figures);
const pages = isWanted('pages') ? await benchPages() : [];
reportFigures(pages);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ steps, context, pages }, null, 2)}\n`);
process.exit(0);
