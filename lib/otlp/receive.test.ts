/** Telemetry over HTTP: from the bodies that clients export to plans, rows and usage in the database. */
import { gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { env } from '@/lib/env';
import { capturedPlan, rowsOf, untilFound } from '@/tests/support/captured-plan';
import { codexExport, otlpLogs, sdkExport } from '@/tests/support/otlp-exports';
import { createTestCaller, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { MAX_BODY_BYTES } from './decode';
import { messageTypes } from './messages';
import { receiveTelemetry } from './receive';

const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/x-protobuf';
const ACCEPTED = '{"partialSuccess":{}}';

let agent: TestCaller;
let sql: postgres.Sql;
beforeAll(async () => {
  agent = await createTestCaller();
  sql = postgres(env().databaseUrl ?? inject('adminUrl'), { max: 1, onnotice: () => {} });
});
afterAll(() => sql.end());

interface Sent {
  signal?: string;
  headers?: Record<string, string>;
  key?: string | null;
}

async function send(body: unknown, { signal = 'logs', headers = {}, key = agent.key }: Sent = {}) {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const request = new Request(`http://localhost:3000/otlp/v1/${signal}`, {
    method: 'POST',
    headers: {
      'Content-Type': JSON_TYPE,
      ...(key !== null && { Authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: isRaw ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body),
  });
  const response = await receiveTelemetry(request);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
}

const encoded = (type: 'logs' | 'traces', body: object) =>
  messageTypes[type].encode(messageTypes[type].fromObject(body)).finish();

/** Returns the plan of a session with its log, once its newest row of this type is there. */
const planOf = (session: string, rowType: string) =>
  capturedPlan(agent, session, (plan) => rowsOf(plan, rowType).length > 0);

/** Lets a session skip the wait for hooks, which its events would begin with. */
async function passWait(session: string): Promise<void> {
  await untilFound(async () => {
    const [row] =
      await sql`update private.captured_events e set received_at = e.received_at - interval '6 seconds'
      from private.captured_sessions s where s.id = e.session_id and s.session = ${session} returning 1 as one`;
    return row ?? null;
  });
}

describe('an export', () => {
  test('of logs becomes a plan with rows that have exit codes, and usage', async () => {
    const { status, text, headers } = await send(codexExport('codex-json'));
    expect({ status, text }).toEqual({ status: 200, text: ACCEPTED });
    expect(headers.get('content-type')).toBe(JSON_TYPE);
    await passWait('codex-json');
    const plan = await planOf('codex-json', 'command');
    expect(plan.task.title).toContain('Repair the cart');
    expect(plan.logs?.filter(({ action_type }) => action_type === 'command')).toMatchObject([
      { description: 'Ran npm test', after_state: { exit_code: 1, stdout: '1 failed' } },
    ]);
    const { data: usage } = await agent.db.from('agent_usage').select().eq('plan_id', plan.id);
    expect(usage).toMatchObject([{ model: 'gpt-5', input_tokens: 1000, cached_tokens: 400 }]);
  });

  test('in protobuf and gzip is read the same way, and has an empty message as its response', async () => {
    const { status, bytes, headers } = await send(gzipSync(encoded('logs', codexExport('codex-pb'))), {
      headers: { 'Content-Type': PROTOBUF, 'Content-Encoding': 'gzip' },
    });
    expect({ status, size: bytes.length }).toEqual({ status: 200, size: 0 });
    expect(headers.get('content-type')).toBe(PROTOBUF);
    await passWait('codex-pb');
    expect((await planOf('codex-pb', 'command')).steps).toHaveLength(1);
  });

  test('of spans of the Vercel AI SDK becomes a completed plan', async () => {
    expect(await send(sdkExport('sdk-1'), { signal: 'traces' })).toMatchObject({
      status: 200,
      text: ACCEPTED,
    });
    const plan = await planOf('sdk-1', 'command');
    expect(plan.metadata).toMatchObject({ client: 'otel' });
    expect(plan.steps).toMatchObject([{ description: 'Say hello', status: 'completed' }]);
  });

  test('that arrives again changes nothing', async () => {
    const before = await planOf('sdk-1', 'command');
    await send(sdkExport('sdk-1'), { signal: 'traces' });
    await send(sdkExport('sdk-2'), { signal: 'traces' });
    await planOf('sdk-2', 'command');
    expect((await planOf('sdk-1', 'command')).last_seq).toBe(before.last_seq);
  });

  test('of metrics is accepted and ignored', async () => {
    const sent = await send({ resourceMetrics: [] }, { signal: 'metrics' });
    expect(sent).toMatchObject({ status: 200, text: ACCEPTED });
  });

  test('of a service without agents leaves nothing behind', async () => {
    const body = otlpLogs('shop', [{ 'session.id': 'quiet', 'event.name': 'cart.opened' }]);
    expect(await send(body)).toMatchObject({ status: 200, text: ACCEPTED });
    expect(await sql`select from private.captured_sessions where session = 'quiet'`).toHaveLength(0);
  });

  test('keeps secrets out of the database', async () => {
    const secret = `${'gh'}p_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
    await send(codexExport('codex-secret', `curl -H "Authorization: token ${secret}"`));
    const stored = await sql`select e.payload::text as payload from private.captured_events e
      join private.captured_sessions s on s.id = e.session_id where s.session = 'codex-secret'`;
    expect(stored.length).toBeGreaterThan(2);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });
});

describe('bad input', () => {
  test.each([
    ['a wrong content type', 'x', { headers: { 'Content-Type': 'text/plain' } }, 415, 3],
    ['a wrong compression', 'x', { headers: { 'Content-Encoding': 'br' } }, 415, 3],
    ['a body that is not JSON', '{', {}, 400, 3],
    ['a list', '[]', {}, 400, 3],
    ['resources that are no list', '{"resourceLogs":{}}', {}, 400, 3],
    ['what is not gzip', 'x', { headers: { 'Content-Encoding': 'gzip' } }, 400, 3],
    ['no key', '{}', { key: null }, 401, 16],
    ['a wrong key', '{}', { key: 'aes_wrong' }, 401, 16],
    ['an unknown signal', '{}', { signal: 'profiles' }, 404, 5],
    ['a huge body', ' '.repeat(MAX_BODY_BYTES + 1), {}, 413, 8],
    [
      'a body that is huge after it was decompressed',
      gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1, ' ')),
      { headers: { 'Content-Encoding': 'gzip' } },
      413,
      8,
    ],
  ] satisfies [string, unknown, Sent, number, number][])(
    'is refused: %s',
    async (_, body, sent, status, code) => {
      const response = await send(body, sent);
      expect(response.status).toBe(status);
      expect(JSON.parse(response.text)).toEqual({ code, message: expect.any(String) });
    },
  );

  test('in protobuf is refused with a status in protobuf', async () => {
    const { status, bytes } = await send(Buffer.from([0xff, 0xff]), {
      headers: { 'Content-Type': PROTOBUF },
    });
    expect(status).toBe(400);
    expect(messageTypes.status.decode(bytes)).toMatchObject({
      code: 3,
      message: expect.stringContaining('protobuf'),
    });
  });

  test('from a key that may not write, or only for one plan, is refused', async () => {
    const reader = await createTestKey(agent.db, ['read']);
    expect(await send(codexExport('refused'), { key: reader })).toMatchObject({ status: 403 });
    const { data: task } = await agent.db.rpc('agent_create_task', { task: { title: 'One' } }).throwOnError();
    const { data } = await agent.db
      .rpc('agent_create_api_key', {
        name: 'one',
        scopes: ['read', 'write'],
        task_id: (task as { id: string }).id,
      })
      .throwOnError();
    const { key } = data as { key: string }; // the function builds exactly this type
    expect(await send(codexExport('refused'), { key })).toMatchObject({ status: 403 });
  });

  test('of odd shapes is ignored', async () => {
    const odd = {
      resourceLogs: [null, 7, { scopeLogs: [{ logRecords: ['x', { attributes: [{ key: 1 }, 'y'] }] }] }],
    };
    expect(await send(odd)).toMatchObject({ status: 200, text: ACCEPTED });
  });
});

test('an error of the server does not make the client send an export again, and becomes a row of the connector log', async () => {
  const silenced = vi.spyOn(console, 'warn').mockReturnValue();
  const broken = vi.spyOn(Map, 'groupBy').mockImplementation(() => {
    throw new Error('This export is odd.');
  });
  const sent = await send(codexExport('broken'));
  broken.mockRestore();
  silenced.mockRestore();
  expect(sent).toMatchObject({ status: 200, text: ACCEPTED });
  const { body } = await agent.call('GET', '/connector-log');
  expect(body.data).toContainEqual(
    expect.objectContaining({ client: 'otel', message: 'This export is odd.' }),
  );
});
