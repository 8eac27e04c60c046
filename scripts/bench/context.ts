/** Measures setContext against a bare upsert, and a search among very many entries. */
import postgres, { type Sql } from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { createCollection } from './collection';
import { compare, inThisProcess, type Row, type Setting } from './compare';
import type { Figure } from './figures';
import { type Job, quantile, type Subject } from './measure';
import { signedUpService } from './service';

const KEYS = 200;
const BATCH_ROWS = 2000;
const WRITERS = 2;
/** The number of entries of one owner. Further entries belong to other owners. */
const ENTRIES_PER_OWNER = 100_000;

const entryOf = (texts: string[], client: number, call: number) => ({
  context_type: 'note',
  context_key: `key ${call % KEYS}`,
  context_value: texts[(client * 61 + call) % texts.length] ?? '',
});

export function createTexts(): string[] {
  const { nextText } = createCollection(1);
  return Array.from({ length: 1000 }, nextText);
}

/** Each client writes entries of its own owner. */
export function writeContext(services: AgentExecution[], texts: string[]): Subject {
  return { job: async (client, call) => services[client]?.setContext(entryOf(texts, client, call)) };
}

export async function benchSetContext(setting: Setting): Promise<Row[]> {
  const signUps = Array.from({ length: Math.max(...setting.clients) }, () => signedUpService());
  const services = (await Promise.all(signUps)).map(({ service }) => service);
  const texts = createTexts();
  const bare =
    (sql: Sql): Job =>
    async (client, call) => {
      const { context_key, context_value } = entryOf(texts, client, call);
      await sql`select bare.set_context(${`bench ${client}`}, ${context_key}, ${context_value})`;
    };
  const inProcess = inThisProcess(setting, writeContext(services, texts));
  const rows: Row[] = [];
  for (const clients of setting.clients)
    rows.push(...(await compare(setting, 'setContext', clients, bare, { 'service, in-process': inProcess })));
  return rows;
}

/** Returns the milliseconds of a search through the service with this number of entries in the table. */
export async function benchSearch(databaseUrl: string, entries: number, queries: number): Promise<Figure[]> {
  const { service, userId } = await signedUpService();
  const mine = Math.min(entries, ENTRIES_PER_OWNER);
  await insertEntries(databaseUrl, userId, mine, 2);
  for (let rest = entries - mine, n = 0; rest > 0; rest -= ENTRIES_PER_OWNER, n += 1)
    await insertEntries(databaseUrl, `other ${n}`, Math.min(rest, ENTRIES_PER_OWNER), 3 + n);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`vacuum analyze public.agent_context_memory`;
  await sql.end();

  const { nextText, nextQuery } = createCollection(2);
  for (let n = 0; n < 100; n += 1) nextText();
  const times: number[] = [];
  for (let n = 0; n < queries + 20; n += 1) {
    const query = nextQuery();
    const began = performance.now();
    await service.searchContext({ query });
    if (n >= 20) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const what = `context search, ${mine.toLocaleString('en')} own entries in ${entries.toLocaleString('en')}`;
  const limit = entries > ENTRIES_PER_OWNER ? 100 : 50;
  return [
    { what: `${what}, p50`, value: quantile(times, 0.5), unit: 'ms' },
    { what: `${what}, p95`, value: quantile(times, 0.95), unit: 'ms', atMost: limit },
  ];
}

/** Skips the log, which would double the time. */
async function insertEntries(
  databaseUrl: string,
  userId: string,
  count: number,
  seed: number,
): Promise<void> {
  const sql = postgres(databaseUrl, { max: WRITERS, onnotice: () => {} });
  const { nextText } = createCollection(seed);
  const batches = Array.from({ length: Math.ceil(count / BATCH_ROWS) }, (_, n) => n * BATCH_ROWS);
  const write = async () => {
    for (let first = batches.pop(); first !== undefined; first = batches.pop()) {
      const texts = Array.from({ length: Math.min(BATCH_ROWS, count - first) }, nextText);
      await sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`
          insert into public.agent_context_memory (id, user_id, context_type, context_key, context_value, search, search_length, updated_at)
          select e.id, e.user_id, e.context_type, e.context_key, e.context_value, w.search, w.search_length, e.updated_at
          from unnest(${texts}::text[]) with ordinality t (text, n)
          cross join lateral jsonb_populate_record(null::public.agent_context_memory, jsonb_build_object(
            'id', gen_random_uuid(), 'user_id', ${userId}::text, 'context_type', 'kind ' || t.n % 7, 'context_key', 'key ' || ${first}::int + t.n,
            'context_value', t.text, 'metadata', '{}'::jsonb, 'updated_at', now() - (${first}::int + t.n) * interval '1 minute')) e
          cross join lateral private.context_words(e, null) w`;
      });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await sql.end();
}
