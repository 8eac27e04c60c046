/** Finds the operation of a request and runs its four steps: identify, parse, call, respond. */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Plan } from '@/lib/agent-execution/agent-execution.types';
import type { Allowance } from '@/lib/auth/agent-token';
import { originOf } from '@/lib/http/request-origin';
import { withRequestSignal } from '@/lib/http/request-signal';
import { supabaseFetch } from '@/lib/supabase/fetch';
import { apiIndex } from './api-index';
import { agentKeyOf, type Caller, identifyCaller } from './caller';
import { guardOf, isKnown } from './conditions';
import { type Match, operationsAt } from './find-operation';
import { guardedFetch } from './guarded-fetch';
import { toMarkdown, wantsMarkdown } from './markdown';
import { nearestAddress } from './nearest-address';
import type { Method } from './operation';
import { parseForeign, parseWith, readJson, readRows } from './parse';
import { readQuery } from './read-query';
import { respond, respondBare, respondError, respondMarkdown, respondNotModified } from './respond';
import { applyView } from './view';

const PREFIX = '/api/v1/';
const NO_ROWS = { good: [], bad: [] };

/** Returns the decoded segments of the path below the prefix. */
function segmentsOf(request: Request): string[] {
  try {
    return new URL(request.url).pathname.slice(PREFIX.length).split('/').map(decodeURIComponent);
  } catch {
    throw errorOf('invalid_request', 'The address has an invalid percent-encoding.');
  }
}

/** Answers a request to /api/v1. When the signal aborts, so do its calls to the database. */
export async function dispatch(request: Request, signal?: AbortSignal): Promise<Response> {
  let allowance: Allowance | undefined;
  try {
    const segments = segmentsOf(request);
    if (segments.join('') === '') return answerIndex(request);
    const found = operationsAt(segments);
    if (found.size === 0) throw noSuchAddress(request.method, segments);
    const match = found.get(request.method === 'HEAD' ? 'GET' : (request.method as Method)); // unknown methods are answered, too
    if (!match) return refuseMethod(request.method, [...found.keys()]);
    const readBody = once(() => readJson(request, match.operation.isLarge));
    const direct = await performByKey(request, match, readBody, signal);
    if (direct) return direct;
    const caller = await identifyCaller(request);
    allowance = caller.allowance;
    return setRateLimitHeader(await perform(request, match, caller, readBody, signal), allowance);
  } catch (error) {
    return setRateLimitHeader(respondError(error), allowance);
  }
}

/** Returns a function that calls `work` when it is first called, and then returns the same promise. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

type ReadBody = () => Promise<unknown>;

/** Reads and validates what a request asks for. */
async function readInput(
  request: Request,
  { operation, params }: Match,
  readBody: ReadBody,
  isAgent: boolean,
) {
  const { view, query } = readQuery(request, operation, isAgent);
  const parseBody = operation.isForeign ? parseForeign : parseWith;
  const input = {
    params: operation.params && parseWith(operation.params, params),
    query,
    body: operation.body && parseBody(operation.body, await readBody()),
    rows: operation.rows ? await readRows(request, operation.rows) : NO_ROWS,
  };
  return { view, input, guard: guardOf(request, operation, input) };
}

/** Answers an agent in one call that checks its key, too; null if the usual steps must answer. They also say what is wrong. */
async function performByKey(
  request: Request,
  match: Match,
  readBody: ReadBody,
  signal: AbortSignal | undefined,
): Promise<Response | null> {
  const { callByKey } = match.operation;
  const key = callByKey && agentKeyOf(request.headers);
  if (!callByKey || key === undefined) return null;
  const read = async () => (await readInput(request, match, readBody, true)).input;
  const answer = await withRequestSignal(signal, () => callByKey(key, read)).catch(() => null);
  return answer ? setRateLimitHeader(respondBare(answer.data), answer.allowance) : null;
}

async function perform(
  request: Request,
  match: Match,
  caller: Caller,
  readBody: ReadBody,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { operation } = match;
  const isAgent = caller.allowance !== undefined;
  const { view, input, guard } = await readInput(request, match, readBody, isAgent);
  const guarded = guard && guardedFetch(supabaseFetch, guard);
  const db = await caller.connect(guarded?.fetch);
  const call = (view.isShort && operation.callShort) || operation.call;
  const data = await withRequestSignal(signal, () =>
    call(db, input, { key: caller.key, origin: () => originOf(request.headers) }),
  );
  const seq = operation.hasEtag ? (data as Plan).last_seq : null; // the type of its response
  const shown = operation.isBare ? respondBare(data) : applyView(operation, view, data);
  const response =
    wantsMarkdown(request.headers) && !(shown instanceof Response)
      ? respondMarkdown(toMarkdown(shown), operation.status, seq ?? undefined)
      : respond(shown, operation.status, seq ?? undefined);
  if (guarded?.isReplay()) response.headers.set('Idempotency-Replayed', 'true');
  const etag = response.headers.get('etag');
  return etag && operation.method === 'GET' && isKnown(request.headers, etag)
    ? respondNotModified(etag)
    : response;
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function setRateLimitHeader(response: Response, allowance: Allowance | undefined): Response {
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

function answerIndex(request: Request): Response {
  return request.method === 'GET' || request.method === 'HEAD'
    ? respond(apiIndex(originOf(request.headers)))
    : refuseMethod(request.method, ['GET']);
}

function noSuchAddress(method: string, segments: string[]): AgentExecutionError {
  const nearest = nearestAddress(method, segments);
  return new AgentExecutionError(
    'not_found',
    `The API has no such address${nearest === null ? '.' : `; did you mean ${nearest}?`}`,
    'GET /api/v1 lists the addresses.',
  );
}

function refuseMethod(method: string, allowed: Method[]): Response {
  const possible = `${new Intl.ListFormat('en').format(allowed)} ${allowed.length === 1 ? 'is' : 'are'}`;
  const response = respondError(errorOf('method_not_allowed', `${method} is not allowed here; ${possible}.`));
  response.headers.set('Allow', allowed.join(', '));
  return response;
}
