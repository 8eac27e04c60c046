/**
 * MCP over stdio for harnesses that speak no HTTP: passes messages on to /api/mcp of a running server and back, so that keys, rules
 * and answers are the server's. AES_KEY is an agent key, AES_URL the server's address. Nothing but the protocol goes to stdout.
 */
import { PassThrough } from 'node:stream';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { isJSONRPCRequest, isJSONRPCResponse, type JSONRPCMessage } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

/** Milliseconds that answers are waited for once nobody asks any more. */
const PATIENCE = 30_000;

const key = process.env.AES_KEY ?? '';
const address = process.env.AES_URL || 'http://127.0.0.1:3000';

function fail(problem: string): never {
  console.error(`✗ ${problem}`);
  process.exit(1);
}

if (!key)
  fail('AES_KEY is not set: give it an agent key (aes_…), which `npm start` prints and the settings make.');
if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
  fail(`AES_URL is no address of a server: ${address}`);
const endpoint = new URL('/api/mcp', address);

/** What went wrong between here and the server, with the way on. */
async function problemOf(response: Response, body: string): Promise<string> {
  try {
    const { error } = JSON.parse(body);
    if (typeof error?.message === 'string') return [error.message, error.hint].filter(Boolean).join(' ');
  } catch {
    // falls through: no answer of this server's
  }
  return `${endpoint} answered with status ${response.status}; is AES_URL the address of the Agent Execution System?`;
}

const isProtocol = (body: string) => /"jsonrpc"\s*:\s*"2\.0"/.test(body);

/** As fetch, but what is refused is told as the protocol's error, or thrown in words. */
async function ask(url: string | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch {
    throw new Error(`No server answers at ${endpoint.origin}; start it with npm start, or set AES_URL.`);
  }
  if (response.ok || init?.method !== 'POST') return response;
  const body = await response.text();
  if (isProtocol(body)) return new Response(body, { headers: { 'Content-Type': 'application/json' } });
  throw new Error(await problemOf(response, body));
}

const requestInit = { headers: { Authorization: `Bearer ${key}` } };

/** Says at once what would otherwise be said at the first call. */
async function checkServer(): Promise<void> {
  const headers = {
    ...requestInit.headers,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'ping' });
  const response = await ask(endpoint, { method: 'POST', headers, body });
  await response.body?.cancel();
}

async function main(): Promise<void> {
  await checkServer();
  // The transport closes with its input, which may end before the last answers are there.
  const input = process.stdin.pipe(new PassThrough(), { end: false });
  const client = new StdioServerTransport(input, process.stdout);
  const server = new StreamableHTTPClientTransport(endpoint, { requestInit, fetch: ask });
  const waiting = new Set<string | number>();

  const answer = async (message: JSONRPCMessage) => {
    if (isJSONRPCResponse(message)) {
      if (message.id !== undefined) waiting.delete(message.id);
      // The version that the two agreed on goes into the headers of what follows.
      const version = 'result' in message ? message.result.protocolVersion : undefined;
      if (typeof version === 'string') server.setProtocolVersion(version);
    }
    await client.send(message);
  };
  server.onmessage = (message) => void answer(message);
  client.onmessage = async (message) => {
    if (isJSONRPCRequest(message)) waiting.add(message.id);
    try {
      await server.send(message);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      console.error(`✗ ${problem}`);
      if (isJSONRPCRequest(message))
        await answer({ jsonrpc: '2.0', id: message.id, error: { code: -32_603, message: problem } });
    }
  };
  client.onerror = (error) => console.error(`✗ ${error.message}`);

  const end = (deadline: number) => {
    if (waiting.size > 0 && Date.now() < deadline) setTimeout(end, 20, deadline);
    else process.stdout.write('', () => process.exit(0));
  };
  process.stdin.once('end', () => end(Date.now() + PATIENCE));
  process.stdout.once('error', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(0));

  await server.start();
  await client.start();
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
