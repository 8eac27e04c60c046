/**
 * The connection of a request. Only the web server sees the socket, so it alone evaluates the connection. It passes the
 * result to every handler in one header. The header begins with a secret of this process: a client cannot forge it, and
 * under another server, such as `next start`, no handler trusts anything.
 */
export const CONNECTION_HEADER = 'x-aes-connection';

export interface Connection {
  /** The client's address: the socket's peer, or the one that a configured proxy names. */
  clientAddress: string;
  /** Whether the socket's peer is this machine. */
  isLoopbackPeer: boolean;
  /** `direct`: no sign of a proxy. `trusted`: the peer is in AES_TRUSTED_PROXIES. `unknown`: signs of any other proxy. */
  proxy: 'direct' | 'trusted' | 'unknown';
  /** The host that the client requested, with its port. */
  host: string;
  protocol: 'http' | 'https';
  /** Whether the host is this server's own: loopback, the connection's local address, this machine's name, or a trusted proxy's host. */
  isOwnHost: boolean;
  /** The local address and port of the connection. */
  localHost: string;
}

declare global {
  // Next bundles this module several times; all copies share the secret.
  var connectionSecret: string | undefined;
}

/** Returns the header's value. Only the web server calls it; it removes any such header of a client. */
export function encodeConnection(connection: Connection): string {
  globalThis.connectionSecret ??= crypto.randomUUID();
  return `${globalThis.connectionSecret} ${encodeURIComponent(JSON.stringify(connection))}`;
}

/** Returns the connection that the web server saw; null under another web server. */
export function readConnection(headers: Headers): Connection | null {
  const secret = globalThis.connectionSecret;
  const [given, text] = headers.get(CONNECTION_HEADER)?.split(' ') ?? [];
  if (secret === undefined || given !== secret || text === undefined) return null;
  return JSON.parse(decodeURIComponent(text)); // written above
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Returns whether a Host header names this machine, on any port. */
export function isLoopbackName(host: string): boolean {
  return LOOPBACK_HOST.test(host);
}
