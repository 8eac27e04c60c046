/** Serves MCP over Streamable HTTP without sessions. Tolerates inexact headers and null fields. */
import { createMcpHandler, readRequestBody } from '@modelcontextprotocol/server';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { markOwnNumbers } from '@/lib/agent-execution/exact-json';
import { MAX_BODY_BYTES } from '@/lib/api/parse';
import { clientNameIn, withSessionId } from './client-name';
import { createMcpServer } from './server';
import { tolerantMessage } from './tolerant-message';

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';

/** Returns a body with repaired messages and exact numbers; a body that is not JSON stays, and the SDK refuses it. */
function repairBody(text: string): string {
  try {
    return JSON.stringify(tolerantMessage(JSON.parse(markOwnNumbers(text))));
  } catch {
    return text;
  }
}

/** Returns the request as the SDK requires it, accepting both types; throws too_large. */
async function repairRequest(request: Request): Promise<Request> {
  const body = await readRequestBody(request, MAX_BODY_BYTES);
  if (body.tooLarge)
    throw errorOf('too_large', `A request may have at most ${MAX_BODY_BYTES / 1024 / 1024} MB.`);
  const headers = new Headers(request.headers);
  headers.set('Accept', `${JSON_TYPE}, ${STREAM_TYPE}`);
  headers.delete('Content-Length'); // the length of the original body
  const { url, method, signal } = request;
  return new Request(url, { method, headers, signal, body: repairBody(body.text) });
}

/** Returns the messages of an event stream as one JSON body. The server sends only responses, so the stream ends. */
async function toJson(response: Response): Promise<Response> {
  if (!response.headers.get('Content-Type')?.startsWith(STREAM_TYPE)) return response;
  const messages = [...(await response.text()).matchAll(/^data: (.+)$/gm)].map(([, data]) => data);
  const body = messages.length === 1 ? messages[0] : `[${messages.join(',')}]`;
  const headers = new Headers(response.headers);
  headers.set('Content-Type', JSON_TYPE);
  return new Response(body, { status: response.status, headers });
}

/** Answers a request of a caller. A client that does not ask for a stream gets JSON. */
export async function serveMcp(
  request: Request,
  db: AgentExecutionClient,
  embedder?: Embedder,
): Promise<Response> {
  const handler = createMcpHandler(() => createMcpServer(db, embedder, clientNameIn(request.headers)));
  if (request.method !== 'POST') return handler.fetch(request);
  const repaired = await repairRequest(request);
  const body = await repaired.clone().text();
  const response = withSessionId(await handler.fetch(repaired), body);
  return request.headers.get('Accept')?.includes(STREAM_TYPE) ? response : toJson(response);
}
