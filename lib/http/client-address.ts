/** Returns the client address of a request, as the web server saw it, and its network. */
import { isIPv6 } from 'node:net';
import { readConnection } from './connection.ts';

/**
 * Returns the address of the client; empty under another web server. It is the socket's address: an X-Forwarded-For header
 * counts only if a proxy in AES_TRUSTED_PROXIES sent it.
 */
export function clientAddress(headers: Headers): string {
  return readConnection(headers)?.clientAddress ?? '';
}

/** Returns the first four groups of an IPv6 address, without leading zeros. */
function prefixOf(address: string): string {
  // The parser writes every address in one form (RFC 5952).
  const [before = '', after] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [head, tail] = [groups(before), groups(after ?? '')];
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4).join(':');
}

/**
 * Returns the key that limits count by: an IPv4 address, or the /64 of an IPv6 address, which belongs to one customer
 * (https://www.rfc-editor.org/rfc/rfc6177).
 */
export function clientNetwork(headers: Headers): string {
  const address = clientAddress(headers);
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped) return mapped;
  const [plain = ''] = address.split('%'); // a link-local address names its interface
  return isIPv6(plain) ? `${prefixOf(plain)}::/64` : address;
}
