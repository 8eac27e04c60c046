/** From a request to the operation that it asks for, and through its four beats: identify, parse, call, respond. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { identifyCaller } from './caller';
import { operationsAt } from './find-operation';
import type { Method } from './operation';
import { parseWith, queryOf, readJson } from './parse';
import { respond, respondError } from './respond';

const PREFIX = '/api/v1/';

/** The parts of the address below the prefix, as they are meant. */
function segmentsOf(request: Request): string[] {
  try {
    return new URL(request.url).pathname.slice(PREFIX.length).split('/').map(decodeURIComponent);
  } catch {
    throw errorOf('invalid_request', 'The address is not encoded as addresses are.');
  }
}

/** Answers a request to /api/v1. */
export async function dispatch(request: Request): Promise<Response> {
  try {
    const found = operationsAt(segmentsOf(request));
    if (found.size === 0) throw errorOf('not_found', 'There is nothing at this address of the API.');
    const match = found.get(request.method === 'HEAD' ? 'GET' : (request.method as Method)); // asked for whatever it is
    if (!match) return refuseMethod(request.method, [...found.keys()]);
    const { operation, params } = match;
    const db = await identifyCaller(request);
    const input = {
      params: operation.params && parseWith(operation.params, params),
      query: operation.query && parseWith(operation.query, queryOf(request.url)),
      body: operation.body && parseWith(operation.body, await readJson(request)),
    };
    return respond(await operation.call(db, input), operation.status);
  } catch (error) {
    return respondError(error);
  }
}

function refuseMethod(method: string, allowed: Method[]): Response {
  const response = respondError(
    errorOf('method_not_allowed', `${method} is not possible here; ${allowed.join(', ')} is.`),
  );
  response.headers.set('Allow', allowed.join(', '));
  return response;
}
