/** Builds responses: one object or a page as `data`, an error as `error`, with one status per code. */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Page } from '@/lib/agent-execution/agent-execution.types';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { currentRequestId } from '@/lib/http/request-id';
import { retrySecondsOf } from '@/lib/http/retry-after';
import { statusOfCode } from '@/lib/http/status-of-code';
import { streamText } from '@/lib/http/stream-text';
import { etagOf } from './conditions';

const headers = { 'Cache-Control': 'no-store' };

function isPage(data: unknown): data is Page<unknown> {
  return Array.isArray(data) && 'next_cursor' in data;
}

/** Returns an object or a page as JSON. With a seq, the response of a plan has an ETag. */
export function respond(data: unknown, status = 200, seq?: number): Response {
  if (data instanceof Response) return data;
  const body = stringifyExact(isPage(data) ? { data, next_cursor: data.next_cursor } : { data });
  const response = new Response(body, {
    status,
    headers: { ...headers, 'Content-Type': 'application/json' },
  });
  if (seq !== undefined) response.headers.set('ETag', etagOf(seq, body));
  return response;
}

/** Returns an object itself, for callers that expect no `data`. */
export function respondBare(data: unknown): Response {
  return Response.json(data, { headers });
}

/** Returns an object or a page as Markdown. */
export function respondMarkdown(markdown: string, status = 200, seq?: number): Response {
  const response = markdownResponse(markdown, status);
  if (seq !== undefined) response.headers.set('ETag', etagOf(seq, markdown));
  return response;
}

/** Returns 304 for a reader that has the current state. */
export function respondNotModified(etag: string): Response {
  return new Response(null, { status: 304, headers: { ...headers, ETag: etag } });
}

/** Returns plain text, for responses that go into a prompt. */
export function markdownResponse(markdown: string, status = 200): Response {
  return new Response(markdown, {
    status,
    headers: { ...headers, 'Content-Type': 'text/markdown; charset=utf-8', Vary: 'Accept' },
  });
}

/** Returns a file of JSON Lines as a stream. */
export function linesResponse(lines: AsyncGenerator<string>, name: string): Response {
  const disposition = `attachment; filename="${name}.jsonl"`;
  return new Response(streamText(lines), {
    headers: {
      ...headers,
      'Content-Type': 'application/jsonl; charset=utf-8',
      'Content-Disposition': disposition,
    },
  });
}

/** Returns the response for an error. An unknown error is logged in full and answered without details. */
export function respondError(error: unknown): Response {
  if (!(error instanceof AgentExecutionError) || error.code === 'internal') {
    console.error(`Request ${currentRequestId()} failed:`, error);
    error = errorOf('internal', 'The server could not handle the request.');
  }
  const known = error as AgentExecutionError; // otherwise converted just above
  const { code, message, hint, details } = known;
  const response = Response.json(
    { error: { code, message, hint, details } },
    { status: statusOfCode[code], headers },
  );
  // RFC 9110, 11.6.1: a 401 says how to authenticate.
  if (code === 'unauthenticated')
    response.headers.set('WWW-Authenticate', 'Bearer realm="Agent Execution System"');
  const seconds = retrySecondsOf(known);
  if (seconds !== null) response.headers.set('Retry-After', String(seconds));
  return response;
}
