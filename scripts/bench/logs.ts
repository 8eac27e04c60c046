/** Measures appends to the log, one row or a thousand rows at a time, and reads of its pages in a small and a large table. */
import postgres, { type Sql } from 'postgres';
import type { AgentExecution } from '../../lib/agent-execution/agent-execution.service';
import { insertScale } from '../scale';
import { compare, inThisProcess, type Row, type Setting } from './compare';
import type { Job, Subject } from './measure';
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

const batchOf = (planId: string) =>
  Array.from({ length: BATCH_ROWS }, (_, n) => ({ ...logRow(n), plan_id: planId }));

/** Creates a plan per client, as agents work. */
export async function createPlanOfEach(service: AgentExecution, clients: number): Promise<string[]> {
  const task = await service.createTask({ title: 'Bench' });
  const steps = [{ step: 1, action: 'work', description: 'Work' }];
  const plan = { task_id: task.id, plan_type: 'bench', steps };
  return Promise.all(Array.from({ length: clients }, async () => (await service.createPlan(plan)).id));
}

/** Appends a thousand rows a call, with the rows in the response or only their number. */
export function appendRows(
  service: AgentExecution,
  plans: string[],
  verb: 'addLogs' | 'ingestLogs',
): Subject {
  return { job: (client) => service[verb](batchOf(plans[client] ?? '')) };
}

async function benchAppending(setting: Setting): Promise<Row[]> {
  const { service } = await signedUpService();
  const plans = await createPlanOfEach(service, Math.max(...setting.clients));
  const plan = (client: number) => plans[client] ?? '';
  const bareBatch = (sql: Sql) => (client: number) =>
    sql`select bare.add_logs(${plan(client)}, ${JSON.stringify(batchOf(plan(client)))}::text::jsonb)`;
  const addLog: Job = (client, call) => service.addLog({ ...logRow(call), plan_id: plan(client) });
  const rows: Row[] = [];
  for (const clients of setting.clients) {
    const bare = (sql: Sql) => (client: number, call: number) => bareAdd(sql, plan(client), call);
    const contenders = { 'service, in-process': inThisProcess(setting, { job: addLog }) };
    rows.push(...(await compare(setting, 'addLog', clients, bare, contenders)));
  }
  const sql = postgres(setting.databaseUrl, { max: Math.max(...setting.clients), onnotice: () => {} });
  const bareReturning: Job = (client) =>
    sql`select * from bare.add_and_return_logs(${plan(client)}, ${JSON.stringify(batchOf(plan(client)))}::text::jsonb)`;
  for (const clients of setting.clients) {
    const contenders = {
      'bare, with the rows in the response': inThisProcess(setting, { job: bareReturning }),
      'service, in-process': inThisProcess(setting, appendRows(service, plans, 'addLogs')),
      'ingestLogs, in-process': inThisProcess(setting, appendRows(service, plans, 'ingestLogs')),
    };
    const what = `addLogs of ${BATCH_ROWS.toLocaleString('en')}`;
    rows.push(...(await compare(setting, what, clients, bareBatch, contenders)));
  }
  await sql.end();
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
    rows.push(
      ...(await compare(setting, what, clients, bare, {
        'service, in-process': inThisProcess(setting, { job }),
      })),
    );
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
