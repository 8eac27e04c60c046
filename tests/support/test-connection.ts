/** The header that the web server adds, for tests of its readers. */
import { CONNECTION_HEADER, type Connection, encodeConnection } from '@/lib/http/connection';

/** Returns headers of a request that came directly from a browser on this machine, except for the given findings. */
export function connectionHeaders(given: Partial<Connection> = {}): Record<string, string> {
  const connection: Connection = {
    clientAddress: '127.0.0.1',
    isLoopbackPeer: true,
    proxy: 'direct',
    host: 'localhost:3000',
    protocol: 'http',
    isOwnHost: true,
    localHost: '127.0.0.1:3000',
    ...given,
  };
  return { host: connection.host, [CONNECTION_HEADER]: encodeConnection(connection) };
}
