/**
 * `npm run bench`: what a step transition costs through the service and over HTTP, as shares of what the bare database
 * does with the same rows in the same run. Machines differ and are noisy: only the ratios mean something.
 * `--quick` measures 1 s instead of 5 s each; `--json <file>` writes the figures as well.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { type AgentExecution, createAgentExecution } from '../../lib/agent-execution/agent-execution.service';
import type { Database } from '../../lib/agent-execution/agent-execution.types';
import { embeddedFetch } from '../../lib/supabase/embedded/api';
import { freePort } from '../../lib/supabase/embedded/postgres';
import { buildApp } from '../build-app';
import { startTestBackend } from '../test-database';
import { type Measurement, measure } from './measure';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const SECONDS = flags.quick ? 1 : 5;
const CLIENTS = [1, 16];
const STEPS = 10;
const steps = Array.from({ length: STEPS }, (_, i) => ({
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

async function signedUpService(): Promise<AgentExecution> {
  const client = createClient<Database>(
    process.env.NEXT_PUBLIC_SUPABASE_URL ?? '',
    process.env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ?? '',
    { auth: { persistSession: false, autoRefreshToken: false }, global: { fetch: embeddedFetch } },
  );
  const { error } = await client.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  });
  if (error) throw error;
  return createAgentExecution(client);
}

async function benchService(clients: number): Promise<Measurement> {
  const service = await signedUpService();
  const task = await service.createTask({ title: 'Bench' });
  const walk = walker(
    async () => (await service.createPlan({ task_id: task.id, plan_type: 'bench', steps })).id,
    (plan, step, verb) =>
      verb === 'start'
        ? service.startStep(plan, step)
        : service.completeStep(plan, step, { result: { ok: true } }),
  );
  return measure(clients, SECONDS, walk);
}

async function withServer<T>(
  work: (call: (path: string, body: object) => Promise<{ id: string }>) => Promise<T>,
): Promise<T> {
  await buildApp(process.cwd());
  const dataDir = mkdtempSync(join(tmpdir(), 'aes-bench-'));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const server = spawn(process.execPath, ['scripts/serve.ts'], {
    env: {
      ...process.env,
      NEXT_PUBLIC_SUPABASE_URL: '',
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '',
      PORT: String(port),
      AES_DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const isOver = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('is ready') && resolve());
      server.once('exit', () => reject(new Error('The server did not start.')));
    });
    const { agentKey } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
    return await work(async (path, body) => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${agentKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(JSON.stringify(answer));
      return answer.data;
    });
  } finally {
    server.kill('SIGTERM');
    await isOver;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function benchHttp(): Promise<Map<number, Measurement>> {
  return withServer(async (call) => {
    const task = await call('/tasks', { title: 'Bench' });
    const results = new Map<number, Measurement>();
    for (const clients of CLIENTS) {
      const walk = walker(
        async () => (await call('/plans', { task_id: task.id, plan_type: 'bench', steps })).id,
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
  line(['step transition', 'clients', 'per second', 'p50 ms', 'p95 ms', 'of bare']);
  for (const { what, clients, rate, p50, p95, ofBare } of rows) {
    line([what, String(clients), rate.toFixed(0), p50.toFixed(2), p95.toFixed(2), ofBare.toFixed(2)]);
  }
}

const backend = await startTestBackend({ isDurable: true });
Object.assign(process.env, backend.env);
const rows: Row[] = [];
try {
  const admin = postgres(backend.databaseUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(readFileSync(new URL('bare.sql', import.meta.url), 'utf8'));
  await admin.end();
  const bare = new Map<number, Measurement>();
  for (const clients of CLIENTS) {
    const base = await benchBare(backend.databaseUrl, clients);
    bare.set(clients, base);
    const service = await benchService(clients);
    rows.push({ what: 'bare database', clients, ...base, ofBare: 1 });
    rows.push({ what: 'service, in-process', clients, ...service, ofBare: service.rate / base.rate });
  }
  for (const [clients, http] of await benchHttp()) {
    rows.push({
      what: 'HTTP API, production build',
      clients,
      ...http,
      ofBare: http.rate / (bare.get(clients)?.rate ?? Number.NaN),
    });
  }
} finally {
  await backend.stop();
}
report(rows);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(0);
