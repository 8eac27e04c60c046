/** The MCP protocol: the official conformance suite, and requests outside the protocol. */
import { execFile } from 'node:child_process';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endpoint } from '../mcp-client';
import { createAgentKey, expect, test } from '../people';

/** Runs a proxy that adds an agent key to each request, because the suite sends none. */
async function withKey<T>(key: string, work: (url: string) => Promise<T>): Promise<T> {
  const server: Server = createServer((incoming, outgoing) => {
    const forwarded = httpRequest(
      endpoint,
      { method: incoming.method, headers: { ...incoming.headers, authorization: `Bearer ${key}` } },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on a port has one
  try {
    return await work(`http://127.0.0.1:${port}/api/mcp`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const suite = join('node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');

const applicable = [
  'server-initialize',
  'ping',
  'tools-list',
  'resources-list',
  'prompts-list',
  'dns-rebinding-protection',
];

/** The reasons why the other scenarios of the installed version do not apply to this server. */
const inapplicable: Record<string, RegExp> = {
  'calls a tool, resource or prompt that only the suite’s own server has':
    /^(tools-call-.*|json-schema-2020-12|elicitation-.*|completion-complete|resources-(read-.*|templates-read|subscribe|unsubscribe)|prompts-get-.*)$/,
  'expects log messages to the client, which a stateless server does not send': /^logging-set-level$/,
  'expects sessions or resumable streams, which a stateless server does not have': /^server-sse-/,
};

test('runs or explains every conformance scenario of the installed version', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [suite, 'list', '--server']);
  const scenarios = [...stdout.matchAll(/^ +- (\S+)/gm)].map(([, name = '']) => name);
  expect(scenarios.length).toBeGreaterThan(25);
  expect(scenarios).toEqual(expect.arrayContaining(applicable));
  const reasons = Object.values(inapplicable);
  for (const name of scenarios.filter((scenario) => !applicable.includes(scenario)))
    expect(
      reasons.filter((reason) => reason.test(name)),
      name,
    ).toHaveLength(1);
});

for (const scenario of applicable) {
  test(`passes the conformance scenario ${scenario}`, async ({ person }, { outputDir }) => {
    const { key } = await createAgentKey(person);
    const { stdout } = await withKey(key, (url) =>
      promisify(execFile)(process.execPath, [
        suite,
        'server',
        '--url',
        url,
        '--scenario',
        scenario,
        '-o',
        outputDir,
      ]),
    );
    expect(stdout).toMatch(/passed/i);
    expect(stdout).not.toMatch(/[1-9]\d* failed/i);
  });
}

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
const usual = { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' };

interface Odd {
  what: string;
  method?: string;
  headers?: Record<string, string>;
  data?: unknown;
  status: number;
  message?: string;
}

const odd: Odd[] = [
  { what: 'a stream without a session', method: 'GET', status: 405, message: 'Method not allowed' },
  {
    what: 'the end of a session that there is not',
    method: 'DELETE',
    status: 405,
    message: 'Method not allowed',
  },
  { what: 'another method', method: 'PUT', status: 405 },
  {
    what: 'a session that another server gave',
    headers: { 'Mcp-Session-Id': 'gone' },
    data: ping,
    status: 200,
  },
  { what: 'a batch', data: [ping, { ...ping, id: 2 }], status: 200, message: '"id":2' },
  { what: 'another type', headers: { 'Content-Type': 'text/plain' }, data: ping, status: 415 },
  { what: 'a client that takes no stream', headers: { Accept: 'application/json' }, data: ping, status: 200 },
  {
    what: 'a client that takes streams alone',
    headers: { Accept: 'text/event-stream' },
    data: ping,
    status: 200,
  },
  { what: 'a client that takes anything', headers: { Accept: '*/*' }, data: ping, status: 200 },
  { what: 'no parameters as null', data: { ...ping, params: null }, status: 200, message: '"result":{}' },
  { what: 'no JSON', data: '{ no', status: 400, message: 'Parse error' },
  { what: 'nothing', data: '', status: 400, message: 'Parse error' },
  { what: 'JSON that is not JSON-RPC', data: { a: 1 }, status: 400, message: 'not a valid JSON-RPC message' },
  { what: 'an older version', headers: { 'MCP-Protocol-Version': '2024-11-05' }, data: ping, status: 200 },
  {
    what: 'an unknown version',
    headers: { 'MCP-Protocol-Version': '1999-01-01' },
    data: ping,
    status: 400,
    message: '2025-11-25',
  },
  {
    what: 'an unknown method',
    data: { ...ping, method: 'tools/frob' },
    status: 200,
    message: 'Method not found',
  },
  {
    what: 'a notification',
    data: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } },
    status: 202,
  },
  {
    what: 'more than 1 MB',
    data: { ...ping, params: { _meta: { text: 'x'.repeat(1024 * 1024) } } },
    status: 413,
    message: 'too_large',
  },
];

for (const { what, method = 'POST', headers, data, status, message } of odd) {
  test(`responds to a request with ${what}`, async ({ person, request }) => {
    const { key } = await createAgentKey(person);
    const response = await request.fetch(endpoint.href, {
      method,
      headers: { ...usual, ...headers, Authorization: `Bearer ${key}` },
      ...(data !== undefined && { data: typeof data === 'string' ? Buffer.from(data) : data }),
    });
    expect(response.status()).toBe(status);
    expect(await response.text()).toContain(message ?? '');
  });
}

test('responds to an initialization of any version with a supported one', async ({ person, request }) => {
  const { key } = await createAgentKey(person);
  for (const [asked, given] of [
    ['2024-11-05', '2024-11-05'],
    ['2025-06-18', '2025-06-18'],
    ['2099-01-01', '2025-11-25'],
  ]) {
    const params = { protocolVersion: asked, capabilities: {}, clientInfo: { name: 'spec', version: '1' } };
    const response = await request.post(endpoint.href, {
      headers: { ...usual, Authorization: `Bearer ${key}` },
      data: { ...ping, method: 'initialize', params },
    });
    expect(await response.text()).toContain(`"protocolVersion":"${given}"`);
  }
});

test('refuses a page of another site by its Origin, Sec-Fetch-Site and Host', async ({ person, request }) => {
  const { key } = await createAgentKey(person);
  const refused: Record<string, string>[] = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { Host: `evil.example:${endpoint.port}` },
  ];
  for (const headers of refused) {
    const response = await request.post(endpoint.href, {
      headers: { ...usual, ...headers, Authorization: `Bearer ${key}` },
      data: ping,
    });
    expect(response.status(), JSON.stringify(headers)).toBe(403);
    expect((await response.json()).error.code).toBe('forbidden');
  }
  const own = await request.post(endpoint.href, {
    headers: { ...usual, Origin: endpoint.origin, Authorization: `Bearer ${key}` },
    data: ping,
  });
  expect(own.status()).toBe(200);
});
