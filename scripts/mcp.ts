/**
 * MCP over stdio for clients without HTTP. Forwards messages to /api/mcp of a running server and its responses back, so
 * that the server decides about keys, rules and results. AES_KEY is an agent key, AES_URL the server's address. stdout
 * has only protocol messages.
 */

import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { isJSONRPCRequest, isJSONRPCResponse, type JSONRPCMessage } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { markOwnNumbers, sendingNumbers } from '../lib/agent-execution/exact-json.ts';
import { tolerantMessage } from '../lib/mcp/tolerant-message.ts';

/** Milliseconds to wait for pending responses after the input has ended. */
const RESPONSE_TIMEOUT_MS = 30_000;

const key = process.env.AES_KEY ?? '';
const address = process.env.AES_URL || 'http://127.0.0.1:3000';

function fail(problem: string): never {
  console.error(`✗ ${problem}`);
  process.exit(1);
}

if (!key)
  fail(
    'AES_KEY is not set. Set it to an agent key (aes_…): `npm start` prints one, and Settings creates more.',
  );
if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
  fail(`AES_URL is not a server address: ${address}. Set it to one such as http://127.0.0.1:3000.`);
const endpoint = new URL('/api/mcp', address);

/** Returns an error between this process and the server, with what to do. */
async function problemOf(response: Response, body: string): Promise<string> {
  try {
    const { error } = JSON.parse(body);
    if (typeof error?.message === 'string') return [error.message, error.hint].filter(Boolean).join(' ');
  } catch {
    // falls through: not a response of this server
  }
  return `${endpoint} answered with status ${response.status}; check that AES_URL is the address of the Agent Execution System.`;
}

const isProtocol = (body: string) => /"jsonrpc"\s*:\s*"2\.0"/.test(body);

/** Like fetch, but returns a refusal as a protocol error, or throws it as text. */
async function ask(url: string | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, sendingNumbers(init));
  } catch {
    throw new Error(`No server responds at ${endpoint.origin}; start it with npm start, or set AES_URL.`);
  }
  if (response.ok || init?.method !== 'POST') return response;
  const body = await response.text();
  if (isProtocol(body)) return new Response(body, { headers: { 'Content-Type': 'application/json' } });
  throw new Error(await problemOf(response, body));
}

const requestInit = { headers: { Authorization: `Bearer ${key}` } };

/** Reports at the start an error that would otherwise appear at the first call. */
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

/** Repairs a line with null in unset fields, which the SDK would otherwise drop. */
function repairLine(line: string): string {
  try {
    return JSON.stringify(tolerantMessage(JSON.parse(markOwnNumbers(line))));
  } catch {
    return line;
  }
}

async function main(): Promise<void> {
  await checkServer();
  // The transport closes with its input, which may end before the last responses arrive.
  const input = new PassThrough();
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => void input.write(`${repairLine(line)}\n`));
  const client = new StdioServerTransport(input, process.stdout);
  const server = new StreamableHTTPClientTransport(endpoint, { requestInit, fetch: ask });
  const waiting = new Set<string | number>();

  const answer = async (message: JSONRPCMessage) => {
    if (isJSONRPCResponse(message)) {
      if (message.id !== undefined) waiting.delete(message.id);
      // Sends the negotiated protocol version in the headers of later requests.
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
  lines.once('close', () => end(Date.now() + RESPONSE_TIMEOUT_MS));
  process.stdout.once('error', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(0));

  await server.start();
  await client.start();
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
