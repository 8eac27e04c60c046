/** The MCP endpoint as clients meet it: with a key over HTTP, and under the official conformance suite. */
import { execFile } from 'node:child_process';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { baseURL, createAgentKey, expect, test } from '../people';

const endpoint = new URL('/api/mcp', baseURL);

async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'spec', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(endpoint, {
      requestInit: { headers: { Authorization: `Bearer ${key}` } },
    }),
  );
  return client;
}

test('an agent plans, works and reports with its key, and sees nobody else’s', async ({
  person,
  task,
  plan,
}) => {
  const client = await connect((await createAgentKey(person)).key);
  const { structuredContent } = await client.callTool({ name: 'next_step', arguments: { plan_id: plan.id } });
  expect(structuredContent).toMatchObject({
    plan_id: plan.id,
    task: { id: task.id },
    step: { step_number: 1 },
  });
  const report = await client.callTool({
    name: 'report_step',
    arguments: { plan_id: plan.id, step_number: 1, outcome: 'complete', agent_confidence: 0.8 },
  });
  expect(report.structuredContent).toMatchObject({ step: { status: 'completed', agent_confidence: 0.8 } });
  const listed = await client.callTool({ name: 'list', arguments: { what: 'plans' } });
  expect((listed.structuredContent as { plans: { id: string }[] }).plans.map(({ id }) => id)).toEqual([
    plan.id,
  ]);
  await client.close();
});

test('a key for reading may look and not write', async ({ person, plan }) => {
  const client = await connect((await createAgentKey(person, { scopes: ['read'] })).key);
  expect((await client.callTool({ name: 'get_plan', arguments: { plan_id: plan.id } })).isError).toBeFalsy();
  const refused = await client.callTool({
    name: 'log',
    arguments: { plan_id: plan.id, action_type: 'note', description: 'No' },
  });
  expect(refused.isError).toBe(true);
  expect(JSON.stringify(refused.content)).toContain('forbidden');
  await client.close();
});

test('nobody gets in without a key, and no page of another site', async ({ request, person }) => {
  const { key } = await createAgentKey(person);
  const ask = (headers: Record<string, string>) =>
    request.post(endpoint.href, { data: { jsonrpc: '2.0', id: 1, method: 'ping' }, headers });
  expect((await ask({})).status()).toBe(401);
  expect((await ask({ Authorization: 'Bearer aes_nonsense' })).status()).toBe(401);
  const evil = await ask({ Authorization: `Bearer ${key}`, Origin: 'https://evil.example' });
  expect(evil.status()).toBe(403);
});

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

/** Those that call no fixture tools of the suite's own. */
const scenarios = [
  'server-initialize',
  'ping',
  'tools-list',
  'resources-list',
  'prompts-list',
  'dns-rebinding-protection',
];

for (const scenario of scenarios) {
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
