/**
 * Determines how a request reached this server and passes that to the handlers. Removes a client's own forwarding
 * headers, so that Next and the handlers read in X-Forwarded-* only what this file wrote.
 */
import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import { addressListOf, containsAddress } from '../../lib/http/address-list.ts';
import {
  CONNECTION_HEADER,
  type Connection,
  encodeConnection,
  isLoopbackName,
} from '../../lib/http/connection.ts';

/** Returns whether an address belongs to a proxy that the operator named. */
export type TrustsProxy = (address: string) => boolean;

/** Headers that proxies, load balancers and content delivery networks add. */
const FORWARDING =
  /^(?:forwarded|via|cdn-loop|true-client-ip|x-(?:real|client|cluster-client|proxyuser|originating|remote)-(?:ip|addr)|x-(?:forwarded|original|envoy|amzn?|azure|appengine|arr|vercel|nf|request-start)(?:-.*)?|(?:cf|fastly|fly|akamai|ali)-.*)$/;
/** Headers that only this server sets. */
const OWN = /^(?:x-forwarded-.*|x-aes-.*)$/i;
const LOOPBACK = addressListOf(['127.0.0.0/8', '::1']);

/** Returns a check for these addresses and CIDR ranges. */
export function trustProxies(ranges: readonly string[]): TrustsProxy {
  const list = addressListOf(ranges);
  return (address) => containsAddress(list, address);
}

/** Returns the bare address of a socket or of an entry of X-Forwarded-For, which may carry a port. */
function plainAddress(text: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  const [, v4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(bracketed ?? text) ?? [];
  return v4 ?? bracketed ?? text;
}

/** Returns the client's address: X-Forwarded-For is followed from the right as long as the hop before is trusted. */
function clientOf(peer: string, hops: string[], trusts: TrustsProxy): string {
  let client = peer;
  for (const hop of hops.reverse()) {
    const address = plainAddress(hop);
    if (!trusts(client) || isIP(address) === 0) break;
    client = address;
  }
  return client;
}

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Returns whether a Host header is well-formed. */
export function isHost(host: string): boolean {
  return HOST.test(host) && URL.canParse(`http://${host}`);
}

/** Returns the entries of a header that proxies append to: a client may have written any but the last. */
function entriesOf(header: string | string[] | undefined): string[] {
  return [header ?? '']
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim());
}

export function describeConnection(request: IncomingMessage, trusts: TrustsProxy): Connection {
  const { headers, socket, httpVersion } = request;
  const peer = plainAddress(socket.remoteAddress ?? '');
  const local = plainAddress(socket.localAddress ?? '127.0.0.1');
  const localHost = `${isIPv6(local) ? `[${local}]` : local}:${socket.localPort}`;
  const isTrusted = trusts(peer);
  // Browsers and agents speak HTTP/1.1; nginx speaks HTTP/1.0 to its upstreams.
  const isForwarded = httpVersion === '1.0' || Object.keys(headers).some((name) => FORWARDING.test(name));
  const askedFor = headers.host ?? localHost;
  const forwardedHost = entriesOf(headers['x-forwarded-host']).at(-1) ?? '';
  const host = isTrusted && isHost(forwardedHost) ? forwardedHost : askedFor;
  const forwardedProtocol = entriesOf(headers['x-forwarded-proto']).at(-1);
  return {
    clientAddress: isTrusted ? clientOf(peer, entriesOf(headers['x-forwarded-for']), trusts) : peer,
    isLoopbackPeer: containsAddress(LOOPBACK, peer),
    proxy: isTrusted ? 'trusted' : isForwarded ? 'unknown' : 'direct',
    host,
    protocol: isTrusted && forwardedProtocol?.toLowerCase() === 'https' ? 'https' : 'http',
    isOwnHost: isTrusted || isLoopbackName(host) || isNameOf(host, localHost),
    localHost,
  };
}

/** Returns whether the host is the address that the client connected to, or a name of this machine at the same port. */
function isNameOf(host: string, localHost: string): boolean {
  const port = localHost.slice(localHost.lastIndexOf(':'));
  const names = [localHost, `${hostname()}${port}`, `${hostname()}.local${port}`];
  return names.some((name) => name.toLowerCase() === host.toLowerCase());
}

/** Removes headers that only this server sets, and writes the values it determined where both Next and the direct path read them. */
export function forwardConnection(request: IncomingMessage, connection: Connection): void {
  const { headers, rawHeaders } = request;
  const trustedHeaders: Record<string, string> = {
    host: headers.host ?? connection.localHost,
    'x-forwarded-for': connection.clientAddress,
    'x-forwarded-host': connection.host,
    'x-forwarded-proto': connection.protocol,
    [CONNECTION_HEADER]: encodeConnection(connection),
  };
  for (const name of Object.keys(headers)) if (OWN.test(name)) delete headers[name];
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!OWN.test(name) && name.toLowerCase() !== 'host') kept.push(name, value);
  }
  rawHeaders.splice(0, rawHeaders.length, ...kept, ...Object.entries(trustedHeaders).flat());
  Object.assign(headers, trustedHeaders);
}
