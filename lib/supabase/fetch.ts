/** Sends this server's requests to Supabase: over the network, or within this process if the backend is embedded. */
import {
  markOwnNumbers,
  rewriteJson,
  sendingNumbers,
  withExactNumbers,
} from '@/lib/agent-execution/exact-json';
import { env } from '@/lib/env';
import { currentRequestSignal } from '@/lib/http/request-signal';
import { embeddedFetch } from './embedded/api';
import { endedSession } from './embedded/database-errors';
import { readableJson } from './readable-json';
import { isSessionLive } from './session-check';

/** Fetches, and replaces JSON that is nested too deep; the embedded API does this itself. */
export async function readableFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  return response.ok ? rewriteJson(response, readableJson) : response;
}

/** Checks the session for a hosted PostgREST, which accepts a token until it expires; the embedded API checks it itself. */
async function hostedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const { url, headers } = input instanceof Request ? input : { url: String(input), headers: init?.headers };
  const [, token] = /^Bearer (.+)$/i.exec(new Headers(headers).get('authorization') ?? '') ?? [];
  const isData = new URL(url).pathname.startsWith('/rest/v1/');
  return isData && token && !(await isSessionLive(token)) ? endedSession() : readableFetch(input, init);
}

function withSignal(init: RequestInit | undefined): RequestInit | undefined {
  const signal = init?.signal ?? currentRequestSignal();
  return signal ? { ...init, signal } : init;
}

/** Forwards requests of other programs to Supabase, and returns its responses, unchanged. */
export const forward: typeof fetch = (input, init) =>
  env().isEmbedded ? embeddedFetch(input, withSignal(init)) : hostedFetch(input, withSignal(init));

const exactHostedFetch = withExactNumbers(hostedFetch);

/** The fetch of this server's own clients. It keeps the digits of callers' numbers (exact-json.ts). */
export const supabaseFetch: typeof fetch = (input, init) =>
  env().isEmbedded
    ? embeddedFetch(input, sendingNumbers(withSignal(init)), markOwnNumbers)
    : exactHostedFetch(input, withSignal(init));
