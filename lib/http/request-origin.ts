/** Returns the origin of this app, for texts that name it: guides, snippets, the OpenAPI document. */

import { env } from '@/lib/env';
import { readConnection } from './connection';

/**
 * Returns AES_ORIGIN if it is set, otherwise the client's Host if it is this server's own. A text that repeated any Host would send
 * agents, with their keys, to a server of the sender's choice.
 */
export function originOf(headers: Headers): string {
  const { origin } = env();
  if (origin) return origin;
  const connection = readConnection(headers);
  if (!connection) return 'http://localhost:3000';
  const { protocol, host, isOwnHost, localHost } = connection;
  return isOwnHost ? `${protocol}://${host}` : `http://${localHost}`;
}
