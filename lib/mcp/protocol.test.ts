/** Clients that deviate from the protocol: unset fields, accepted types and tool names. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '@/lib/version';
import { type Session, startSession } from '@/tests/support/test-session';

let session: Session;

beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.client.close());

const rpc = (method: string, params?: unknown) => ({ jsonrpc: '2.0', id: 1, method, params });

async function request(body: unknown, headers?: Record<string, string>) {
  const response = await session.post(body, headers);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

test('announces no changes of its lists, because it keeps no sessions', async () => {
  const clientInfo = { name: 'test', version: '1' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  const { text } = await request(rpc('initialize', params));
  const { capabilities } = JSON.parse(text).result;
  expect(Object.keys(capabilities).sort()).toEqual(['prompts', 'resources', 'tools']);
  expect(JSON.stringify(capabilities)).not.toContain('"listChanged":true');
});

test('introduces itself with the version of the product', () => {
  expect(session.client.getServerVersion()).toEqual({ name: 'agent-execution-system', version });
});

describe('the Accept header', () => {
  test.each([
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/*', 'application/json'],
    ['', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['application/json, text/event-stream', 'text/event-stream'],
  ])('"%s" returns %s', async (accept, type) => {
    const { status, type: received, text } = await request(rpc('tools/list'), { Accept: accept });
    expect([status, received]).toEqual([200, type]);
    const json = type === 'application/json' ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '');
    expect(JSON.parse(json).result.tools).toHaveLength(10);
  });

  test('returns a batch as one list to a client without streams', async () => {
    const { text } = await request([rpc('ping'), { ...rpc('ping'), id: 2 }]);
    expect(
      JSON.parse(text)
        .map(({ id }: { id: number }) => id)
        .sort(),
    ).toEqual([1, 2]);
  });
});

describe('an unset field', () => {
  test.each([
    ['params', 'tools/list', null],
    ['cursor', 'tools/list', { cursor: null }],
    ['cursor', 'resources/list', { cursor: null }],
    ['_meta', 'prompts/list', { _meta: null }],
    ['arguments', 'tools/call', { name: 'list', arguments: null }],
    ['arguments', 'tools/call', { name: 'list', arguments: '' }],
    ['arguments', 'tools/call', { name: 'list' }],
    ['a field of arguments', 'tools/call', { name: 'list', arguments: { cursor: null, search: '' } }],
    ['arguments', 'prompts/get', { name: 'guide', arguments: null }],
  ])('may be null or empty: %s of %s', async (_what, method, params) => {
    const { result, error } = JSON.parse((await request(rpc(method, params))).text);
    expect(error).toBeUndefined();
    expect(result.isError ?? false, JSON.stringify(result)).toBe(false);
  });

  test('reads arguments that are JSON text', async () => {
    const { text } = await request(rpc('tools/call', { name: 'list', arguments: '{"what":"tasks"}' }));
    expect(text).toContain('There are no tasks.');
  });
});

test('refuses bodies that are not messages with 400', async () => {
  for (const body of ['{', '', '7', '{"a":1}', 'null', '[null]'])
    expect((await request(body)).status, body).toBe(400);
});

describe('an unknown tool', () => {
  test.each([
    ['nextStep', 'next_step'],
    ['createPlan', 'create_plan'],
    ['reportstep', 'report_step'],
    ['remeber', 'remember'],
    ['mcp__aes__recall', 'recall'],
    ['get_plan', 'list'],
    ['complete_step', 'report_step'],
    ['claim_next_step', 'next_step'],
    ['searchContext', 'recall'],
    ['replan', 'update_plan'],
    ['approve_step', 'report_step'],
    ['add_log', 'log'],
    ['set_context', 'remember'],
  ])('%s is refused with the nearest name, %s', async (name, suggestion) => {
    const { error } = JSON.parse((await request(rpc('tools/call', { name }))).text);
    expect(error.code).toBe(-32_602);
    expect(error.message).toContain(
      `Unknown tool ${name}. Did you mean ${suggestion}? The tools are create_plan, `,
    );
  });

  test('without a similar name is refused with all names', async () => {
    const { error } = JSON.parse((await request(rpc('tools/call', { name: 'frobnicate' }))).text);
    expect(error.message).toContain('Unknown tool frobnicate. The tools are create_plan, ');
  });
});
