/** `/rest/v1` answers an agent key like a session token. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { GET, PATCH, POST } from '@/app/rest/v1/[...path]/route';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { createAgentKey } from '@/lib/dashboard/agent-keys';
import { env } from '@/lib/env';
import { signUp } from '@/tests/support/test-client';

const handlers = { GET, PATCH, POST };

interface Question {
  method: keyof typeof handlers;
  path: string;
  body?: string;
  headers?: Record<string, string>;
}

interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

async function ask(token: string, { method, path, body, headers }: Question): Promise<Answer> {
  const request = new Request(`http://localhost:3000/rest/v1/${path.replace('{plan}', planId)}`, {
    method,
    headers: {
      apikey: env().publishableKey,
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body,
  });
  const response = await handlers[method](request);
  const kept = [...response.headers].filter(([name]) => name !== 'content-length');
  return { status: response.status, body: await response.text(), headers: Object.fromEntries(kept) };
}

let admin: postgres.Sql;
let db: AgentExecutionClient;
let session: string;
let keys: Record<'agent key' | 'restricted key' | 'reading key', string>;
let planId: string;

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  admin = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  db = await signUp();
  session = (await db.auth.getSession()).data.session?.access_token ?? '';
  const { data: plan } = await db
    .rpc('agent_create_planned_task', {
      title: 'Numbers',
      plan_type: 'research',
      steps: [{ step: 1, action: 'a', description: 'first' }],
    })
    .throwOnError();
  planId = (plan as { id: string }).id; // the function returns a plan
  const scopes = ['read', 'write'] as const;
  keys = {
    'agent key': (await createAgentKey(db, { name: 'one', scopes: [...scopes] })).key,
    'restricted key': (await createAgentKey(db, { name: 'two', scopes: [...scopes], plan_id: planId })).key,
    'reading key': (await createAgentKey(db, { name: 'three', scopes: ['read'] })).key,
  };
});
afterAll(() => admin.end());

const ids =
  /"(?:id|seq|last_seq|created_at|updated_at|hash|prev_hash|last_hash|actor|started_at|completed_at)": ?("[^"]*"|\d+|null)/g;
const withoutIds = (answer: Answer) => ({ ...answer, body: answer.body.replaceAll(ids, '') });

/** Values of a result, as JSON text. */
const results = [
  '"done"',
  '"42"',
  '42',
  'true',
  '"null"',
  '"{}"',
  '[]',
  '{"id":725653563933458432}',
  '1.10',
  '-0.5e2',
];

function logOf(state: string): Question {
  return {
    method: 'POST',
    path: 'rpc/agent_add_log',
    body: `{"plan_id":"${planId}","action_type":"note","description":"x","after_state":${state}}`,
  };
}

describe.each(['agent key', 'restricted key'] as const)('an %s', (caller) => {
  test.each(results)('gets the response of a session token when it writes %s', async (value) => {
    const asPerson = await ask(session, logOf(value));
    const asAgent = await ask(keys[caller], logOf(value));
    const agentFields = (answer: Answer) => ({
      ...withoutIds(answer),
      body: withoutIds(answer).body.replace(/"actor_type":"\w+"/, ''),
    });
    expect(agentFields(asAgent)).toEqual(agentFields(asPerson));
    const [row] = await admin`select ${value}::text::jsonb::text as value`;
    expect(asAgent.body).toContain(`"after_state":${row?.value},`);
  });

  const questions: Question[] = [
    { method: 'POST', path: 'rpc/agent_query_logs', body: '{"max_rows":2}' },
    { method: 'POST', path: 'rpc/agent_query_logs', body: '{"max_rows":"two"}' },
    { method: 'POST', path: 'rpc/agent_query_logs', body: '{"nothing":1}' },
    { method: 'POST', path: 'rpc/agent_query_logs', body: '{' },
    { method: 'POST', path: 'rpc/agent_query_logs?select=seq&limit=1', body: '{}' },
    {
      method: 'GET',
      path: 'agent_execution_logs?select=seq,after_state&order=seq&limit=3&plan_id=eq.{plan}',
    },
    {
      method: 'GET',
      path: 'agent_execution_logs?select=seq&plan_id=eq.{plan}',
      headers: { prefer: 'count=exact' },
    },
    { method: 'GET', path: 'agent_execution_logs?select=nothing' },
    {
      method: 'GET',
      path: 'agent_execution_plans',
      headers: { accept: 'application/vnd.pgrst.object+json' },
    },
    { method: 'PATCH', path: 'agent_execution_logs?seq=gt.0', body: '{"description":"y"}' },
  ];
  test.each(questions)('gets the response of a session token to $method $path $body', async (question) => {
    expect(await ask(keys[caller], question)).toEqual(await ask(session, question));
  });
});

test('returns as many rows as an agent key requests', async () => {
  const logs = Array.from({ length: 1500 }, () => ({
    plan_id: planId,
    action_type: 'note',
    description: 'n',
  }));
  await db.rpc('agent_ingest_logs', { logs }).throwOnError();
  const question: Question = { method: 'POST', path: 'rpc/agent_query_logs', body: '{"max_rows":1001}' };
  for (const token of [session, ...Object.values(keys)])
    expect(JSON.parse((await ask(token, question)).body)).toHaveLength(1001);
});
