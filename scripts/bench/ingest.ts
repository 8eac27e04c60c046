/** Measures captured events over HTTP, from the response to the row in the log and in an open page, and imports, on the production build. */
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import postgres, { type Sql } from 'postgres';
import { browserArguments, findBrowser } from '../browser';
import { databaseUrlOf } from '../scale';
import { measureArrivals, signedInPage } from './arrivals';
import type { Setting } from './compare';
import { CpuMeter, postmasterOf, type Workers } from './cpu';
import type { Figure } from './figures';
import { quantile, sample } from './measure';
import { measureImport } from './past-runs';
import { type BenchServer, withServer } from './server';

const CLIENTS = 16;
const LIST_LENGTH = 100;
const POLL_INTERVAL_MS = 2;
/** Events of the measurement from the response to the row. */
const PACED_EVENTS = 100;
const PACE_MS = 50;
/** Events of the measurement from the hook to the page. */
const WATCHED_EVENTS = 40;

type Send = (body: object) => Promise<unknown>;

const prompt = (session: string) => ({
  session_id: session,
  hook_event_name: 'UserPromptSubmit',
  prompt_id: 'p1',
  cwd: '/srv/shop',
  prompt: 'Measure it',
});

/** An event of a tool call, which becomes one row. */
const toolCall = (session: string, id: string) => ({
  session_id: session,
  hook_event_name: 'PostToolUse',
  prompt_id: 'p1',
  cwd: '/srv/shop',
  tool_name: 'Bash',
  tool_input: { command: `sh work.sh ${id}`, description: 'Do a part of the work' },
  tool_response: { stdout: 'One part is done.\n'.repeat(40), stderr: '', interrupted: false },
  tool_use_id: id,
  duration_ms: 34,
});

/** What a client sends before a tool call runs. */
const beginCall = (session: string, id: string) => {
  const { tool_response: _, duration_ms: __, ...call } = toolCall(session, id);
  return { ...call, hook_event_name: 'PreToolUse' };
};

const countRows = async (sql: Sql) => {
  const [row] = await sql<{ rows: number }[]>`
    select count(*)::int as rows from agent_execution_logs where action_type = 'command'`;
  return row?.rows ?? 0;
};

/** Microseconds of processors for one event, which depend less on what else the machine does than a rate. */
interface EventCost {
  node: number;
  store: number;
}

interface Load {
  send: Send;
  sql: Sql;
  workers: Workers;
  clients: number;
  seconds: number;
  listLength: number;
}

/** Sends events of one session per client for a while. Returns the times of the responses, and until all rows are written their rate and cost. */
async function measureLoad({ send, sql, workers, clients, seconds, listLength }: Load) {
  const sessions = Array.from({ length: clients }, () => crypto.randomUUID());
  await Promise.all(sessions.map((session) => send(prompt(session))));
  const known = await countRows(sql);
  const meter = new CpuMeter(workers);
  const began = performance.now();
  const { times, calls } = await meter.during(async () => {
    const measured = await sample(clients, seconds, {
      job: (client, call) => {
        const session = sessions[client] ?? '';
        const events = Array.from({ length: listLength }, (_, n) => toolCall(session, `${call}-${n}`));
        return send(listLength === 1 ? (events[0] ?? {}) : events);
      },
    });
    while ((await countRows(sql)) < known + measured.calls * listLength) await sleep(POLL_INTERVAL_MS);
    return measured;
  });
  const events = calls * listLength;
  const cost: EventCost = { node: (meter.node * 1e6) / events, store: (meter.store * 1e6) / events };
  const rate = (events * 1000) / (performance.now() - began);
  return { times: times.sort((one, other) => one - other), rate, cost };
}

/** Returns the milliseconds from sending an event until its row is in the log, at the pace of a busy agent. */
async function measureDelays(send: Send, sql: Sql): Promise<number[]> {
  const session = crypto.randomUUID();
  await send(prompt(session));
  const delays: number[] = [];
  for (let call = 0; call < PACED_EVENTS; call += 1) {
    const known = await countRows(sql);
    const began = performance.now();
    await send(toolCall(session, String(call)));
    while ((await countRows(sql)) === known) await sleep(POLL_INTERVAL_MS);
    delays.push(performance.now() - began);
    await sleep(PACE_MS);
  }
  return delays.sort((one, other) => one - other);
}

/** Returns the milliseconds that the hooks before and after a tool call take together, at the pace of a busy agent. */
async function measureToolCalls(send: Send): Promise<number[]> {
  const session = crypto.randomUUID();
  await send(prompt(session));
  const times: number[] = [];
  for (let call = 0; call < PACED_EVENTS; call += 1) {
    const began = performance.now();
    await send(beginCall(session, String(call)));
    await send(toolCall(session, String(call)));
    times.push(performance.now() - began);
    await sleep(PACE_MS);
  }
  return times.sort((one, other) => one - other);
}

/** Returns the milliseconds from sending an event until the open page of its plan shows the row. */
async function measurePage(send: Send, sql: Sql, origin: string): Promise<number[]> {
  const session = crypto.randomUUID();
  await send(prompt(session));
  const readPlan = async () => {
    const [row] = await sql<{ id: string | null }[]>`
      select plans -> 'main' ->> 'id' as id from private.captured_sessions where session = ${session}`;
    return row?.id;
  };
  let plan = await readPlan();
  for (; !plan; plan = await readPlan()) await sleep(POLL_INTERVAL_MS);
  const browser = await chromium.launch({ executablePath: findBrowser().path, args: browserArguments });
  try {
    const page = await signedInPage(browser, origin);
    await page.goto(`${origin}/plans/${plan}?tab=log`);
    return await measureArrivals(page, WATCHED_EVENTS, (write) => {
      const id = `watched-${write}-of-${WATCHED_EVENTS}`;
      return { text: `work.sh ${id}`, send: () => send(toolCall(session, id)) };
    });
  } finally {
    await browser.close();
  }
}

/** Returns the rows per second of bare SQL that writes the same rows one by one. */
async function measureBare(databaseUrl: string, seconds: number): Promise<number> {
  const sql = postgres(databaseUrl, { max: CLIENTS, onnotice: () => {} });
  const plan = crypto.randomUUID();
  const metadata = JSON.stringify({ state: toolCall('', '').tool_response });
  const { times } = await sample(CLIENTS, seconds, {
    job: () => sql`select bare.add_log(${plan}, 'command', 'Ran sh work.sh', 1, ${metadata}::text::jsonb)`,
  });
  await sql.end();
  return (CLIENTS * times.length * 1000) / times.reduce((sum, time) => sum + time, 0);
}

const name = (what: string) => `captured events: ${what}`;

const costOf = (what: string, { node, store }: EventCost): Figure[] => [
  { what: name(`processor time of ${what}, Node`), value: node, unit: 'µs' },
  { what: name(`processor time of ${what}, Postgres`), value: store, unit: 'µs' },
];

async function measure({ agent, dataDir, origin, pid }: BenchServer, setting: Setting): Promise<Figure[]> {
  const send: Send = (body) => agent('/ingest/claude-code', body);
  const databaseUrl = await databaseUrlOf(dataDir);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const seconds = setting.seconds * setting.slices * 2;
  const workers = { node: pid, store: await postmasterOf(databaseUrl) };
  const load = { send, sql, workers, seconds, clients: CLIENTS, listLength: 1 };
  await measureLoad({ ...load, seconds: setting.seconds }); // compiles the code
  const alone = await measureLoad({ ...load, clients: 1 });
  const many = await measureLoad(load);
  const lists = await measureLoad({ ...load, listLength: LIST_LENGTH });
  const imported = await measureImport(agent, seconds);
  const toolCalls = await measureToolCalls(send);
  const delays = await measureDelays(send, sql);
  const arrivals = await measurePage(send, sql, origin);
  await sql.end();
  const bare = await measureBare(setting.databaseUrl, seconds);
  return [
    { what: name('response p50, 1 client'), value: quantile(alone.times, 0.5), unit: 'ms', atMost: 3 },
    { what: name('response p99, 1 client'), value: quantile(alone.times, 0.99), unit: 'ms', atMost: 10 },
    { what: name('response p50, 16 clients'), value: quantile(many.times, 0.5), unit: 'ms' },
    { what: name('response p99, 16 clients'), value: quantile(many.times, 0.99), unit: 'ms' },
    { what: name('both hooks of a tool call p50'), value: quantile(toolCalls, 0.5), unit: 'ms' },
    { what: name('both hooks of a tool call p99'), value: quantile(toolCalls, 0.99), unit: 'ms' },
    { what: name('rows of single events, 16 clients'), value: many.rate, unit: '/s', atLeast: 1000 },
    { what: name('the same, of bare rows one by one'), value: many.rate / bare, unit: 'x' },
    { what: name('rows of lists of 100, 16 clients'), value: lists.rate, unit: '/s', atLeast: 3000 },
    { what: name('the same, of bare rows one by one (lists)'), value: lists.rate / bare, unit: 'x' },
    ...costOf('an event, 16 clients', many.cost),
    ...costOf('an event of a list', lists.cost),
    { what: 'rows of past runs imported', value: imported, unit: '/s', atLeast: 5000 },
    { what: name('event to row p50'), value: quantile(delays, 0.5), unit: 'ms' },
    { what: name('event to row p95'), value: quantile(delays, 0.95), unit: 'ms', atMost: 100 },
    { what: name('event to page p50'), value: quantile(arrivals, 0.5), unit: 'ms' },
    { what: name('event to page p95'), value: quantile(arrivals, 0.95), unit: 'ms', atMost: 300 },
  ];
}

export async function benchIngest(setting: Setting): Promise<Figure[]> {
  return withServer((server) => measure(server, setting));
}
