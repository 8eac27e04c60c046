/** How the API answers: one object or a page as `data`, an error as `error`, each code with one status. */
import { AgentExecutionError, type ErrorCode, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Page } from '@/lib/agent-execution/agent-execution.types';
import { streamText } from '@/lib/stream-text';
import { etagOf } from './conditions';
import { currentRequestId } from './request-id';

export const statusOfCode: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_input: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  idempotency_key_reused: 422,
  rate_limited: 429,
  lease_lost: 409,
  too_large: 413,
  unsupported_media_type: 415,
  unavailable: 503,
  internal: 500,
};

const headers = { 'Cache-Control': 'no-store' };

function isPage(data: unknown): data is Page<unknown> {
  return Array.isArray(data) && 'next_cursor' in data;
}

/** One object or a page as JSON; with a seq, what it says of a plan has an ETag. */
export function respond(data: unknown, status = 200, seq?: number): Response {
  if (data instanceof Response) return data;
  const body = JSON.stringify(isPage(data) ? { data, next_cursor: data.next_cursor } : { data });
  const response = new Response(body, {
    status,
    headers: { ...headers, 'Content-Type': 'application/json' },
  });
  if (seq !== undefined) response.headers.set('ETag', etagOf(seq, body));
  return response;
}

/** For a reader who has it already. */
export function respondNotModified(etag: string): Response {
  return new Response(null, { status: 304, headers: { ...headers, ETag: etag } });
}

/** Text as it is, for answers that go straight into a prompt. */
export function markdownResponse(markdown: string): Response {
  return new Response(markdown, { headers: { ...headers, 'Content-Type': 'text/markdown; charset=utf-8' } });
}

/** A file of JSON Lines, sent part by part. */
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

/** An unknown error is logged whole and answered plainly. */
export function respondError(error: unknown): Response {
  if (!(error instanceof AgentExecutionError) || error.code === 'internal') {
    console.error(`Request ${currentRequestId()} failed:`, error);
    error = errorOf('internal', 'Something went wrong here.');
  }
  const { code, message, hint, details } = error as AgentExecutionError; // made one just above otherwise
  const response = Response.json(
    { error: { code, message, hint, details } },
    { status: statusOfCode[code], headers },
  );
  if (code === 'rate_limited') {
    const { retry_after } = details as { retry_after: number }; // whoever limits says so
    response.headers.set('Retry-After', String(retry_after));
  }
  return response;
}
