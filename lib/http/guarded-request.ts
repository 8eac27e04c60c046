/**
 * Sends a request to an address that a person configured. The name is resolved once; the connection goes to the addresses that were
 * checked and to no other. Redirects are not followed, proxies of the environment are not used, and the response's body is not read.
 */
import { lookup as resolve } from 'node:dns/promises';
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf, isCallable } from './public-address.ts';

/** Milliseconds for the name, the connection and the head of the response together. */
const TIME_LIMIT_MS = 10_000;
/** Bytes of the head of a response. */
const MAX_HEAD_SIZE = 16_384;

interface Address {
  address: string;
  family: number;
}

/** Returns the addresses of a name; throws if one of them cannot be called. */
async function resolveChecked(host: string, allowedRanges: readonly string[]): Promise<Address[]> {
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host, { all: true });
  const refused = found.find(({ address }) => !isCallable(address, allowedRanges));
  if (found.length === 0 || refused)
    // Omits the address: the person who configured the name must not learn the addresses of a private network.
    throw new Error(`${host} is not a public address. The server allows others with AES_WEBHOOK_NETWORKS.`);
  return found;
}

/** Returns a look-up that knows only these addresses. */
function pin(addresses: Address[]): LookupFunction {
  const [first] = addresses;
  return (_host, options, done) =>
    options.all ? done(null, addresses) : done(null, first?.address ?? '', first?.family);
}

/** Waits for the head of the response and returns its status. */
function send(url: URL, body: string | Buffer, options: RequestOptions): Promise<number> {
  return new Promise((done, fail) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
      done(response.statusCode ?? 0);
      response.destroy();
    });
    request.on('error', fail);
    request.end(body);
  });
}

export interface GuardedRequest {
  url: string;
  headers: Record<string, string>;
  body: string | Buffer;
  /** Ranges that may be called although they are not public. */
  allowedRanges: readonly string[];
  timeLimitMs?: number;
}

/** Posts the body and returns the status of the response; throws if there is none. */
export async function postGuarded(sent: GuardedRequest): Promise<number> {
  const { url: text, headers, body, allowedRanges, timeLimitMs = TIME_LIMIT_MS } = sent;
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) throw new Error('The address is not http or https.');
  const signal = AbortSignal.timeout(timeLimitMs);
  const late = new Promise<never>((_, fail) => {
    signal.addEventListener('abort', () =>
      fail(new Error(`There was no response in ${timeLimitMs / 1000} s.`)),
    );
  });
  const work = async () =>
    send(url, body, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
      lookup: pin(await resolveChecked(hostOf(url), allowedRanges)),
      // A connection of an earlier request would lead to an earlier address.
      agent: false,
      maxHeaderSize: MAX_HEAD_SIZE,
      signal,
    });
  return Promise.race([work(), late]);
}
