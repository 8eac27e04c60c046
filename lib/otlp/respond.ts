/** Builds the responses of OTLP/HTTP: an empty export response, or a google.rpc.Status, in the encoding of the request. */
import { AgentExecutionError, type ErrorCode } from '@/lib/agent-execution/agent-execution.error';
import { respondError } from '@/lib/api/respond';
import type { Encoding } from './decode';
import { messageTypes } from './messages';

const CONTENT_TYPES: Record<Encoding, string> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
};

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html; any other code is INVALID_ARGUMENT. */
const GRPC_CODES: Partial<Record<ErrorCode, number>> = {
  not_found: 5,
  forbidden: 7,
  rate_limited: 8,
  too_large: 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
};
const INVALID_ARGUMENT = 3;

function headersOf(encoding: Encoding): Record<string, string> {
  return { 'Content-Type': CONTENT_TYPES[encoding], 'Cache-Control': 'no-store' };
}

/** Returns that everything was accepted: without a partial success, the message of protobuf is empty. */
export function respondAccepted(encoding: Encoding): Response {
  return new Response(encoding === 'json' ? '{"partialSuccess":{}}' : new Uint8Array(), {
    headers: headersOf(encoding),
  });
}

/** Returns the response for an error, with the status and the headers of the API. */
export function respondStatus(error: unknown, encoding: Encoding): Response {
  const response = respondError(error);
  const { code, message } =
    error instanceof AgentExecutionError && error.code !== 'internal'
      ? { code: GRPC_CODES[error.code] ?? INVALID_ARGUMENT, message: error.message }
      : { code: GRPC_CODES.internal, message: 'The server could not handle the request.' };
  const status = { code, message };
  const body =
    encoding === 'json'
      ? JSON.stringify(status)
      : new Uint8Array(messageTypes.status.encode(status).finish());
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(headersOf(encoding))) headers.set(name, value);
  return new Response(body, { status: response.status, headers });
}
