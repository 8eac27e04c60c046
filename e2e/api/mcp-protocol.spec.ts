/** The protocol itself: the official conformance suite, and what a client or a stranger may send that is none of it. */
import { execFile } from 'node:child_process';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endpoint } from '../mcp-client';
import { createAgentKey, expect, test } from '../people';

/** The suite brings no key, so it speaks through this, which adds one and nothing else. */
async function withKey<T>(key: string, work: (url: string) => Promise<T>): Promise<T> {
  const server: Server = createServer((incoming, outgoing) => {
    const forwarded = httpRequest(
      endpoint,
      { method: incoming.method, headers: { ...incoming.headers, authorization: `Bearer ${key}` } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
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

/** Why the other scenarios of the installed version say nothing about this server. */
const leftOut: Record<string, RegExp> = {
  'calls a tool, resource or prompt of the suite’s own that a server has for its sake':
    /^(tools-call-.*|json-schema-2020-12|elicitation-.*|completion-complete|resources-(read-.*|templates-read|subscribe|unsubscribe)|prompts-get-.*)$/,
  'wants log messages sent to the client, of which a stateless server has none': /^logging-set-level$/,
  'wants sessions or streams that are taken up again, which a stateless server does without': /^server-sse-/,
};

test('conformance: every scenario of the installed version applies or has a reason why not', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [suite, 'list', '--server']);
  const scenarios = [...stdout.matchAll(/^ +- (\S+)/gm)].map(([, name = '']) => name);
  expect(scenarios.length).toBeGreaterThan(25);
  expect(scenarios).toEqual(expect.arrayContaining(applicable));
  const reasons = Object.values(leftOut);
  for (const name of scenarios.filter((scenario) => !applicable.includes(scenario)))
    expect(
      reasons.filter((reason) => reason.test(name)),
      name,
    ).toHaveLength(1);
});

for (const scenario of applicable) {
  test(`conformance: ${scenario}`, async ({ person }, { outputDir }) => {
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
  says?: string;
}

const odd: Odd[] = [
  { what: 'a stream without a session', method: 'GET', status: 405, says: 'Method not allowed' },
  {
    what: 'the end of a session that there is not',
    method: 'DELETE',
    status: 405,
    says: 'Method not allowed',
  },
  { what: 'another method', method: 'PUT', status: 405 },
  {
    what: 'a session that another server gave',
    headers: { 'Mcp-Session-Id': 'gone' },
    data: ping,
    status: 200,
  },
  { what: 'a batch', data: [ping, { ...ping, id: 2 }], status: 200, says: '"id":2' },
  { what: 'another type', headers: { 'Content-Type': 'text/plain' }, data: ping, status: 415 },
  { what: 'a client that takes no stream', headers: { Accept: 'application/json' }, data: ping, status: 406 },
  { what: 'no JSON', data: '{ no', status: 400, says: 'Parse error' },
  { what: 'nothing', data: '', status: 400, says: 'Parse error' },
  { what: 'another JSON', data: { a: 1 }, status: 400, says: 'not a valid JSON-RPC message' },
  { what: 'an older version', headers: { 'MCP-Protocol-Version': '2024-11-05' }, data: ping, status: 200 },
  {
    what: 'no version that there ever was',
    headers: { 'MCP-Protocol-Version': '1999-01-01' },
    data: ping,
    status: 400,
    says: '2025-11-25',
  },
  {
    what: 'a method that there is not',
    data: { ...ping, method: 'tools/frob' },
    status: 200,
    says: 'Method not found',
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
    says: 'Too Large',
  },
];

for (const { what, method = 'POST', headers, data, status, says } of odd) {
  test(`the endpoint bears ${what}`, async ({ person, request }) => {
    const { key } = await createAgentKey(person);
    const answer = await request.fetch(endpoint.href, {
      method,
      headers: { ...usual, ...headers, Authorization: `Bearer ${key}` },
      ...(data !== undefined && { data: typeof data === 'string' ? Buffer.from(data) : data }),
    });
    expect(answer.status()).toBe(status);
    expect(await answer.text()).toContain(says ?? '');
  });
}

test('an initialization with any version is answered with one that there is', async ({ person, request }) => {
  const { key } = await createAgentKey(person);
  for (const [asked, given] of [
    ['2024-11-05', '2024-11-05'],
    ['2025-06-18', '2025-06-18'],
    ['2099-01-01', '2025-11-25'],
  ]) {
    const params = { protocolVersion: asked, capabilities: {}, clientInfo: { name: 'spec', version: '1' } };
    const answer = await request.post(endpoint.href, {
      headers: { ...usual, Authorization: `Bearer ${key}` },
      data: { ...ping, method: 'initialize', params },
    });
    expect(await answer.text()).toContain(`"protocolVersion":"${given}"`);
  }
});

test('a page of another site is refused by what its browser says, and by the name it asks for', async ({
  person,
  request,
}) => {
  const { key } = await createAgentKey(person);
  const refused: Record<string, string>[] = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { Host: `evil.example:${endpoint.port}` },
  ];
  for (const headers of refused) {
    const answer = await request.post(endpoint.href, {
      headers: { ...usual, ...headers, Authorization: `Bearer ${key}` },
      data: ping,
    });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
    expect((await answer.json()).error.code).toBe('forbidden');
  }
  const own = await request.post(endpoint.href, {
    headers: { ...usual, Origin: endpoint.origin, Authorization: `Bearer ${key}` },
    data: ping,
  });
  expect(own.status()).toBe(200);
});
