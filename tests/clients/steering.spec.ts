/** A person steers a real Claude Code, whose scripted model reads what the responses of its hooks say. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import type { AgentMessage } from '@/lib/agent-execution/messages';
import { databaseUrlOf } from '@/scripts/scale';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { get, waitForPlan } from './captured';
import { type ClientPlace, createPlace, startClient } from './client-run';
import { claudeCode } from './clients/claude-code';
import { connect } from './connect';
import type { Dialect } from './model/script';
import { type ModelServer, startModel } from './model/server';

const PROMPT = 'Count the cart slowly';
const NEXT_PROMPT = 'Say whether the cart is counted';
const MESSAGE = 'Use the other library';
const LAST_MESSAGE = 'Also count the orders';
const END = 'The cart has three items.';

let server: OwnServer;
let sql: postgres.Sql;
let place: ClientPlace;
let model: ModelServer;
/** What the model was sent, by request, as text. */
const read: string[] = [];
/** Runs before the model responds for the second time. */
let beforeEnd: () => Promise<unknown> = async () => {};

/** Keeps the requests, and lets a person act before the turn that ends. */
const watched: Dialect = {
  read(url, body) {
    const request = claudeCode.dialect.read(url, body);
    if (request?.hasTools) read.push(JSON.stringify(body));
    return request;
  },
  write(response, request, turn, id) {
    const isEnd = request.hasTools && request.turn === 1;
    void (isEnd ? beforeEnd() : Promise.resolve()).then(() =>
      claudeCode.dialect.write(response, request, turn, id),
    );
  },
};

const start = async (prompt: string) =>
  startClient(place, claudeCode.command(prompt, model.origin), {
    ...claudeCode.env(model.origin),
    ...(await connect(server, 'claude-code', place)),
  });
const planOf = (prompt: string, isReady: (plan: PlanWithDetails) => boolean) =>
  waitForPlan(server, { client: 'claude-code', title: `shop: ${prompt}` }, isReady);
const send = (plan: string, body: string) => sql`select private.queue_message(${plan}, 'message', ${body})`;

beforeAll(async () => {
  server = await startOwnServer({ NEXT_PUBLIC_SUPABASE_URL: '', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' });
  sql = postgres(await databaseUrlOf(server.dataDir), { max: 1, onnotice: () => {} });
  place = createPlace('steering');
  const { run } = claudeCode.calls(place.project);
  model = await startModel(watched, {
    [PROMPT]: [{ calls: [run('sleep 8')] }, { text: END }, { text: 'The orders, too.' }],
    [NEXT_PROMPT]: [{ text: 'It is.' }],
  });
});
afterAll(async () => {
  await model?.stop();
  await sql?.end();
  await server?.stop();
  place?.remove();
});

test('a message and a spent budget reach the model in the middle of a run, and it continues at its end', async () => {
  const run = await start(PROMPT);
  const { id } = await planOf(PROMPT, ({ logs, status }) => status === 'in_progress' && logs !== undefined);
  await send(id, MESSAGE);
  await sql`select private.set_budget(${id}, null, null, null, 100)`;
  beforeEnd = async () => {
    beforeEnd = async () => {};
    await send(id, LAST_MESSAGE);
  };
  const { code, output } = await run.ended;
  expect(code, output).toBe(0);
  expect(output).toContain('The orders, too.');
  const [opening, afterTool, afterEnd] = read;
  expect(opening).not.toContain(MESSAGE);
  expect(afterTool).toContain(MESSAGE);
  expect(afterTool).toContain('The budget is spent');
  expect(afterEnd).toContain(LAST_MESSAGE);
  const messages = await get<AgentMessage[]>(server, `/api/v1/plans/${id}/messages`);
  expect(messages.map(({ channel }) => channel)).toEqual(['claude-code', 'claude-code', 'claude-code']);
  expect((await planOf(PROMPT, ({ status }) => status === 'paused')).status).toBe('paused');
});

test('the next run gets the context of its project at its start, and it counts as used', async () => {
  const { id } = await planOf(PROMPT, () => true);
  await sql`insert into agent_context_memory (user_id, plan_id, task_id, context_type, context_key, context_value)
    select user_id, id, task_id, 'result', 'cart', 'The cart is counted by count.sh' from agent_execution_plans
    where id = ${id}`;
  read.length = 0;
  const { code, output } = await (await start(NEXT_PROMPT)).ended;
  expect(code, output).toBe(0);
  expect(read[0]).toContain('The cart is counted by count.sh');
  const next = await planOf(NEXT_PROMPT, () => true);
  const uses = await sql`select from agent_context_uses where plan_id = ${next.id} and via = 'pack'`;
  expect(uses.length).toBeGreaterThan(0);
});
