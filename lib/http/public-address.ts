/**
 * Decides which addresses this server may call on behalf of a person: only public ones. Otherwise a person could reach through it what
 * only the server can reach (server-side request forgery). IANA's special-purpose registries list the ranges; `AES_WEBHOOK_NETWORKS`
 * allows some.
 */
import { isIP, isIPv4 } from 'node:net';
import { addressListOf, containsAddress } from './address-list.ts';

/** IPv4 addresses that are not public. 168.63.129.16 is public by its range, and serves the metadata of virtual machines in Azure. */
const NOT_PUBLIC = addressListOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);
/** The only public IPv6 addresses, except for those below, which contain an IPv4 address or are reserved. */
const GLOBAL_V6 = addressListOf(['2000::/3']);
const NOT_PUBLIC_V6 = addressListOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Returns the IPv4 address within an IPv4-mapped IPv6 address such as ::ffff:127.0.0.1; any other address as it is. */
function unmap(address: string): string {
  // A URL has the one form of each address, with the IPv4 part in hexadecimal.
  const plain =
    isIP(address) === 6 ? new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1) : address;
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain) ?? [];
  if (high === undefined || low === undefined) return plain;
  const bytes = [high, low].flatMap((part) => [
    Number.parseInt(part, 16) >> 8,
    Number.parseInt(part, 16) & 255,
  ]);
  return bytes.join('.');
}

/** Returns whether an IP address is public, or within the ranges that the operator allows. */
export function isCallable(address: string, allowedRanges: readonly string[]): boolean {
  const plain = unmap(address);
  if (containsAddress(addressListOf(allowedRanges), plain)) return true;
  return isIPv4(plain)
    ? !containsAddress(NOT_PUBLIC, plain)
    : containsAddress(GLOBAL_V6, plain) && !containsAddress(NOT_PUBLIC_V6, plain);
}

/** Returns the host of a URL, without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Returns why a URL cannot be called, or null if only its name must be resolved first. Says so before anything is stored; the request
 * itself checks the addresses of the name.
 */
export function refuseAddress(text: string, allowedRanges: readonly string[]): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'must be an http or https address';
  if (url.username !== '' || url.password !== '') return 'must not contain credentials';
  const host = hostOf(url);
  const isLocalName = /(^|\.)(localhost|internal|local)\.?$/i.test(host);
  if (isIP(host) ? isCallable(host, allowedRanges) : !isLocalName || allowedRanges.length > 0) return null;
  return 'must be a public address; the server allows others with AES_WEBHOOK_NETWORKS';
}
