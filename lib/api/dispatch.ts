/** From a request to the operation that it asks for, and through its four beats: identify, parse, call, respond. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Plan } from '@/lib/agent-execution/agent-execution.types';
import type { Allowance } from '@/lib/auth/agent-token';
import { supabaseFetch } from '@/lib/supabase/fetch';
import { type Caller, identifyCaller } from './caller';
import { guardOf, isKnown } from './conditions';
import { type Match, operationsAt } from './find-operation';
import { guardedFetch } from './guarded-fetch';
import type { Method } from './operation';
import { parseWith, queryOf, readJson, readRows } from './parse';
import { respond, respondError, respondNotModified } from './respond';

const PREFIX = '/api/v1/';
const NO_ROWS = { good: [], bad: [] };

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
  let allowance: Allowance | undefined;
  try {
    const found = operationsAt(segmentsOf(request));
    if (found.size === 0) throw errorOf('not_found', 'There is nothing at this address of the API.');
    const match = found.get(request.method === 'HEAD' ? 'GET' : (request.method as Method)); // asked for whatever it is
    if (!match) return refuseMethod(request.method, [...found.keys()]);
    const caller = await identifyCaller(request);
    allowance = caller.allowance;
    return tellAllowance(await perform(request, match, caller), allowance);
  } catch (error) {
    return tellAllowance(respondError(error), allowance);
  }
}

async function perform(request: Request, { operation, params }: Match, caller: Caller): Promise<Response> {
  const input = {
    params: operation.params && parseWith(operation.params, params),
    query: operation.query && parseWith(operation.query, queryOf(request.url)),
    body: operation.body && parseWith(operation.body, await readJson(request, operation.isLarge)),
    rows: operation.rows ? await readRows(request, operation.rows) : NO_ROWS,
  };
  const guard = guardOf(request, operation, input);
  const guarded = guard && guardedFetch(supabaseFetch, guard);
  const data = await operation.call(await caller.connect(guarded?.fetch), input);
  const seq = operation.hasEtag ? (data as Plan).last_seq : null; // what it answers with
  const response = respond(data, operation.status, seq ?? undefined);
  if (guarded?.isReplay()) response.headers.set('Idempotency-Replayed', 'true');
  const etag = response.headers.get('etag');
  return etag && operation.method === 'GET' && isKnown(request.headers, etag)
    ? respondNotModified(etag)
    : response;
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function tellAllowance(response: Response, allowance: Allowance | undefined): Response {
  if (allowance) {
    const { limit, remaining } = allowance;
    response.headers.set('RateLimit-Policy', `"key";q=${limit};w=60`);
    response.headers.set(
      'RateLimit',
      `"key";r=${remaining};t=${Math.ceil(((limit - remaining) * 60) / limit)}`,
    );
  }
  return response;
}

function refuseMethod(method: string, allowed: Method[]): Response {
  const possible = `${new Intl.ListFormat('en').format(allowed)} ${allowed.length === 1 ? 'is' : 'are'}`;
  const response = respondError(
    errorOf('method_not_allowed', `${method} is not possible here; ${possible}.`),
  );
  response.headers.set('Allow', allowed.join(', '));
  return response;
}
