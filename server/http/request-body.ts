/**
 * Limits the body of a request. Cuts a body at its limit while it streams, even if its Content-Length is lower. If the
 * response is sent before the body has ended, reads the rest only briefly, so that the client can read the response,
 * and then closes the connection.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Refusal, writeRefusal } from './refuse.ts';

const MB = 1024 * 1024;
/**
 * Bytes to read and drop after the response. A client considers bytes in the kernel's buffers as sent, and sends its
 * next request behind them. A request that ends within these bytes keeps its connection.
 */
const LINGER_BYTES = 16 * MB;
const LINGER_MS = 1000;

/** Most bytes by path, the first match; docs/http-api.md lists them. */
const LIMITS: readonly [path: RegExp, bytes: number][] = [
  [/^\/(?:api|rest)\/v1\//, 16 * MB],
  [/^\/(?:auth\/v1\/|login(?:[?/]|$))/, MB / 16],
];

/** Returns the most bytes that a body may have at this address. */
export function maxBodyBytes(url: string): number {
  return LIMITS.find(([path]) => path.test(url))?.[1] ?? MB;
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function tooLarge(maxBytes: number): Refusal {
  const size = maxBytes >= MB ? `${maxBytes / MB} MB` : `${maxBytes / 1024} KB`;
  return {
    status: 413,
    code: 'too_large',
    message: `A request to this address may have ${size}.`,
    hint: 'Split it into smaller requests; nothing was written.',
  };
}

/** Refuses a body above the limit, immediately if its Content-Length says so. Returns whether the request may continue. */
export function boundBody(request: IncomingMessage, response: ServerResponse): boolean {
  const maxBytes = maxBodyBytes(request.url ?? '');
  const push = request.push.bind(request);
  let received = 0;
  let allowed = maxBytes;
  let isCut = false;
  let isAnswered = false;

  /** Answers immediately, and ends the response only after the client has had time to read it: the end closes the connection. */
  function cut(): void {
    isCut = true;
    allowed = received + LINGER_BYTES;
    if (response.headersSent) return void request.destroy();
    writeRefusal(request, response, { ...tooLarge(maxBytes), headers: { Connection: 'close' } });
    setTimeout(() => {
      response.end();
      // A handler that waits for the rest of the body gets an error.
      request.destroy();
    }, LINGER_MS).unref();
  }

  function lingerAfterAnswer(): void {
    if (isCut || request.complete) return;
    isAnswered = true;
    allowed = received + LINGER_BYTES;
    request.resume();
    setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref();
  }

  request.push = (chunk: Buffer | null, encoding) => {
    received += chunk?.byteLength ?? 0;
    if (received > allowed) {
      if (isCut || isAnswered) return false; // stops reading from the socket
      cut();
    }
    // The end of a cut body is not passed on, so no handler treats it as complete.
    return isCut || (isAnswered && chunk !== null) || push(chunk, encoding);
  };
  response.once('finish', lingerAfterAnswer);
  // Marks the body as being read: Node would otherwise discard it after the response, without a limit.
  request.read(0);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) cut();
  return !isCut;
}
