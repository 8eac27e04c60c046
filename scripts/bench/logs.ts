/** Measures appends to the log, one row or a thousand rows at a time, and reads of its pages in a small and a large table. */
import type { Sql } from 'postgres';
import { insertScale } from '../scale';
import { compare, type Row, type Setting } from './compare';
import { signedUpService } from './service';

const BATCH_ROWS = 1000;
const PAGE_ROWS = 100;
/** The number of pages to read in sequence before starting again at the newest. */
const PAGE_COUNT = 20;

const logRow = (n: number) => ({
  action_type: 'tool_call',
  description: `Action ${n} of many`,
  agent_confidence: 0.8,
  metadata: { exit_code: 0 },
});

async function benchAppending(setting: Setting): Promise<Row[]> {
  const { service } = await signedUpService();
  const task = await service.createTask({ title: 'Bench' });
  const steps = [{ step: 1, action: 'work', description: 'Work' }];
  const planOf = new Map<number, string>();
  // One plan per client, as agents work.
  for (let client = 0; client < Math.max(...setting.clients); client += 1)
    planOf.set(client, (await service.createPlan({ task_id: task.id, plan_type: 'bench', steps })).id);
  const plan = (client: number) => planOf.get(client) ?? '';
  const batch = (client: number) =>
    Array.from({ length: BATCH_ROWS }, (_, n) => ({ ...logRow(n), plan_id: plan(client) }));
  const bareBatch = (sql: Sql) => (client: number) =>
    sql`select bare.add_logs(${plan(client)}, ${JSON.stringify(batch(client))}::text::jsonb)`;
  const rows: Row[] = [];
  for (const clients of setting.clients) {
    rows.push(
      ...(await compare(
        setting,
        'addLog',
        clients,
        (sql) => (client, call) => bareAdd(sql, plan(client), call),
        {
          'service, in-process': {
            job: (client, call) => service.addLog({ ...logRow(call), plan_id: plan(client) }),
          },
        },
      )),
    );
  }
  for (const clients of setting.clients) {
    rows.push(
      ...(await compare(setting, `addLogs of ${BATCH_ROWS.toLocaleString('en')}`, clients, bareBatch, {
        'service, in-process': { job: (client) => service.addLogs(batch(client)) },
        'ingestLogs, in-process': { job: (client) => service.ingestLogs(batch(client)) },
      })),
    );
  }
  return rows;
}

function bareAdd(sql: Sql, planId: string, call: number) {
  const { action_type, description, agent_confidence, metadata } = logRow(call);
  return sql`select bare.add_log(${planId}, ${action_type}, ${description}, ${agent_confidence}, ${JSON.stringify(metadata)}::text::jsonb)`;
}

/** Reads pages of the caller's own rows, newest first. */
async function benchPagesOf(setting: Setting, logs: number): Promise<Row[]> {
  const { service, userId } = await signedUpService();
  await insertScale(setting.databaseUrl, userId, { plans: Math.ceil(logs / 100), logs });
  const rows: Row[] = [];
  for (const clients of setting.clients) {
    const last = new Map<number, string | null>();
    const bare = (sql: Sql) => async (client: number, call: number) => {
      const before = call % PAGE_COUNT === 0 ? null : (last.get(client) ?? null);
      const page = await sql`
        select * from public.agent_execution_logs
        where user_id = ${userId} and seq < coalesce(${before}::bigint, 9223372036854775807) order by seq desc limit ${PAGE_ROWS}`;
      last.set(client, page.at(-1)?.seq ?? null);
    };
    const cursors = new Map<number, string | null>();
    const job = async (client: number, call: number) => {
      const cursor = call % PAGE_COUNT === 0 ? undefined : (cursors.get(client) ?? undefined);
      cursors.set(client, (await service.queryLogs({ limit: PAGE_ROWS, cursor })).next_cursor);
    };
    const what = `queryLogs, a page of ${logs.toLocaleString('en')}`;
    rows.push(...(await compare(setting, what, clients, bare, { 'service, in-process': { job } })));
  }
  return rows;
}

/** Measures appends last, when the log is long. */
export async function benchLogs(setting: Setting, [few, many]: [number, number]): Promise<Row[]> {
  return [
    ...(await benchPagesOf(setting, few)),
    ...(await benchPagesOf(setting, many)),
    ...(await benchAppending(setting)),
  ];
}
