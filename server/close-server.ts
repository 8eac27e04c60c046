/** Closes an HTTP server even if its clients do not. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds for requests in progress. Event streams never end by themselves. */
const GRACE_MS = 700;

/**
 * Returns a function that closes the server: idle connections at once, all others after the grace period, including
 * those that do not speak HTTP.
 */
export function closerOf(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    const timeout = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, GRACE_MS);
    server.closeIdleConnections();
    await closed;
    clearTimeout(timeout);
  };
}
