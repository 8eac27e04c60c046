/** Serves the proof of lib/auth/local-proof.ts on a random loopback port, only to pages of this server. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopbackName } from '../../lib/http/connection.ts';

/** Returns the Origin header if it is a page of this server under a loopback name; otherwise null. */
function ownOrigin({ origin = '' }: IncomingHttpHeaders, appPort: number): string | null {
  const url = URL.parse(origin);
  const isOwn = url?.protocol === 'http:' && isLoopbackName(url.host) && Number(url.port || 80) === appPort;
  return isOwn ? origin : null;
}

/** Starts the service for the server on `appPort` and returns a function that stops it. */
export async function startLocalProof(appPort: number): Promise<() => Promise<void>> {
  const secret = randomBytes(32).toString('base64url');
  const server = createServer(({ headers }, response) => {
    const origin = ownOrigin(headers, appPort);
    // Refuses other host names: a foreign page could point its own name at this address (DNS rebinding).
    if (origin === null || !isLoopbackName(headers.host ?? '')) return response.writeHead(404).end();
    const allowed = { 'Access-Control-Allow-Origin': origin, 'Cache-Control': 'no-store' };
    response.writeHead(200, { ...allowed, 'Content-Type': 'text/plain' }).end(secret);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  globalThis.localProof = { origin: `http://127.0.0.1:${port}`, secret };
  return async () => {
    globalThis.localProof = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
