/** Every interface stores and returns a caller's JSON as the database's jsonb does, digit for digit. */
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { POST as mcp } from '@/app/api/mcp/route';
import { GET as restGet, POST as restPost } from '@/app/rest/v1/[...path]/route';
import type { AgentExecutionClient, Json } from '@/lib/agent-execution/agent-execution.types';
import { parseExact, stringifyExact } from '@/lib/agent-execution/exact-json';
import { addLog, queryLogs } from '@/lib/agent-execution/logs';
import { createPlanOnce } from '@/lib/agent-execution/plans';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { env } from '@/lib/env';
import { createTokenClient } from '@/lib/supabase/token';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let admin: postgres.Sql;
let agent: TestCaller;
let session: string;
/** Returns the value as the server's own code holds it. */
let service: AgentExecutionClient;
let planId: string;

beforeAll(async () => {
  admin = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  agent = await createTestCaller();
  session = (await agent.db.auth.getSession()).data.session?.access_token ?? '';
  service = createTokenClient((await exchangeAgentKey(agent.key)).token);
  const steps = [{ step: 1, action: 'a', description: 'first' }];
  const { plan } = await createPlanOnce(service, { title: 'Numbers', plan_type: 'research', steps });
  planId = plan.id;
});
afterAll(() => admin.end());

function rest(method: 'GET' | 'POST', path: string, token: string, apikey: string, body?: string) {
  const headers = { apikey, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = new Request(`http://localhost:3000/rest/v1/${path}`, { method, headers, body });
  return method === 'GET' ? restGet(request) : restPost(request);
}

function callTool(name: string, args: string): Promise<Response> {
  const headers = {
    authorization: `Bearer ${agent.key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    host: 'localhost:3000',
  };
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}","arguments":${args}}}`;
  return mcp(new Request('http://localhost:3000/api/mcp', { method: 'POST', headers, body }));
}

const fieldsOf = (json: string) =>
  `"action_type":"note","description":"x","before_state":${json},"after_state":${json},"metadata":{"a":${json}}`;
const ofPlan = (json: string) => `{"plan_id":"${planId}",${fieldsOf(json)}}`;

/** Ways in: each writes one log row. */
const waysIn: Record<string, (json: string) => Promise<unknown>> = {
  'POST /logs': (json) => agent.call('POST', '/logs', { body: ofPlan(json) }),
  'POST /logs once for a key': (json) =>
    agent.call('POST', '/logs', { body: ofPlan(json), headers: { 'Idempotency-Key': crypto.randomUUID() } }),
  'POST /logs with metadata as text': (json) => {
    const body = `{${ofPlan(json)
      .slice(1)
      .replace(/"metadata":.*/s, '')}"metadata":${JSON.stringify(`{"a":${json}}`)}}`;
    return agent.call('POST', '/logs', { body });
  },
  'POST /logs/batch': (json) => agent.call('POST', '/logs/batch', { body: `[${ofPlan(json)}]` }),
  'POST /logs/batch as NDJSON': (json) =>
    agent.call('POST', '/logs/batch', {
      body: ofPlan(json),
      headers: { 'Content-Type': 'application/x-ndjson' },
    }),
  'the tool log': async (json) => {
    const row = `{"plan_id":"${planId}","action_type":"note","description":"x","metadata":{"a":${json}}}`;
    await (await callTool('log', row)).text();
  },
  'the service': (json) =>
    addLog(service, parseExact(ofPlan(json)) as unknown as Parameters<typeof addLog>[1]), // as written above
  'rpc with a session': (json) =>
    rest('POST', 'rpc/agent_add_log', session, env().publishableKey, ofPlan(json)),
  'rpc with an agent key': (json) =>
    rest('POST', 'rpc/agent_add_log', agent.key, env().publishableKey, ofPlan(json)),
  'rpc with the service key': (json) =>
    rest('POST', 'rpc/agent_add_log', env().secretKey ?? '', env().secretKey ?? '', ofPlan(json)),
};

/** Ways out: JSON text whose member at a path is the newest row's after_state. */
const waysOut: Record<string, { at: string[]; read: () => Promise<string> }> = {
  'GET /logs': {
    at: ['data', '0', 'after_state'],
    read: async () => (await agent.call('GET', `/logs?plan_id=${planId}&limit=1`)).text,
  },
  'the service': {
    at: ['0', 'after_state'],
    read: async () => stringifyExact(await queryLogs(service, { plan_id: planId, limit: 1 })),
  },
  rpc: {
    at: ['0', 'after_state'],
    read: async () => {
      const body = `{"plan_id":"${planId}","max_rows":1}`;
      return (await rest('POST', 'rpc/agent_query_logs', session, env().publishableKey, body)).text();
    },
  },
  'a table': {
    at: ['0', 'after_state'],
    read: async () => {
      const path = `agent_execution_logs?plan_id=eq.${planId}&order=seq.desc&limit=1`;
      return (await rest('GET', path, agent.key, env().publishableKey)).text();
    },
  },
  'a single object of a table': {
    at: ['0', 'after_state'],
    read: async () => {
      const path = `agent_execution_logs?plan_id=eq.${planId}&order=seq.desc&limit=1&select=after_state`;
      return (await rest('GET', path, agent.key, env().publishableKey)).text();
    },
  },
  'the tool list': {
    at: [],
    read: async () => {
      const args = `{"plan_id":"${planId}","include":["logs"],"max_tokens":100000}`;
      const { result } = JSON.parse((await (await callTool('list', args)).text()).replace(/^.*?data: /s, ''));
      const [, state] = / → (.*)$/m.exec(result.content[0].text) ?? [];
      return state ?? '';
    },
  },
};

const number = fc.oneof(
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.integer(), fc.stringMatching(/^\d{1,30}$/)).map(([whole, rest]) => `${whole}.${rest}`),
);
const quoted = fc
  .string({ unit: 'grapheme' })
  .filter((text) => !text.includes('\0'))
  .map((text) => JSON.stringify(text));
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    number,
    quoted,
    fc.constantFrom('true', 'false'),
    fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(quoted, tie('json')), { maxLength: 3 })
      .map((entries) => `{${entries.map((entry) => entry.join(':')).join(',')}}`),
  ),
}));
const examples = ['{"id":725653563933458432}', '1.10', '"42"', '"null"', '[1e2,-0,0.1000]', '{"a":[null]}'];
const documents = [...examples, ...fc.sample(json, { numRuns: 12, seed: 18 })];

async function newestRow(value: string) {
  const [row] = await admin`
    select before_state::text, after_state::text, metadata::text, ${value}::text::jsonb::text as given,
      jsonb_build_object('a', ${value}::text::jsonb)::text as given_within
    from agent_execution_logs where plan_id = ${planId} order by seq desc limit 1`;
  return row;
}

test.each(Object.keys(waysIn))('%s stores any JSON as it was sent', async (way) => {
  for (const value of documents) {
    await waysIn[way]?.(value);
    const row = await newestRow(value);
    expect(row?.metadata).toBe(row?.given_within);
    if (way === 'the tool log') continue; // It accepts no states.
    expect([row?.before_state, row?.after_state]).toEqual([row?.given, row?.given]);
  }
});

/** MCP shows texts without quotes, and omits empty values. */
const isShownAsJson = (name: string, json: string) =>
  !name.startsWith('the tool') || !(json.startsWith('"') || json === '{}');

test.each(Object.keys(waysOut))('%s shows any JSON as it is stored', async (name) => {
  const way = waysOut[name];
  for (const value of documents.filter((json) => isShownAsJson(name, json))) {
    await service
      .rpc('agent_add_log', {
        plan_id: planId,
        action_type: 'note',
        after_state: parseExact(value) as Json, // JSON has no other values
      })
      .throwOnError();
    const answer = (await way?.read()) ?? '';
    const [row] = await admin`
      select (${answer}::text::jsonb #> ${way?.at ?? []})::text as shown, ${value}::text::jsonb::text as stored`;
    expect(row?.shown).toBe(row?.stored);
  }
});

test.each(['POST /logs', 'POST /logs/batch', 'the tool log'])(
  '%s refuses a name that copies drop',
  async (way) => {
    const before = await admin`select max(seq) from agent_execution_logs where plan_id = ${planId}`;
    await waysIn[way]?.('{"__proto__":1}');
    expect(await admin`select max(seq) from agent_execution_logs where plan_id = ${planId}`).toEqual(before);
  },
);
