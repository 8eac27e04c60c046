/** A proxy for all addresses but loopback. It records and refuses what a client wants from the network. */
import { createServer } from 'node:http';
import { listen } from './listen';

export interface RefusingProxy {
  /** The environment that leads a client here. */
  env: Record<string, string>;
  /** What was asked for. */
  attempts: string[];
  stop(): Promise<void>;
}

export async function startRefusingProxy(): Promise<RefusingProxy> {
  const attempts: string[] = [];
  const server = createServer((request, response) => {
    attempts.push(`${request.method} ${request.url}`);
    response.writeHead(403).end();
  });
  server.on('connect', (request, socket) => {
    attempts.push(`CONNECT ${request.url}`);
    socket.on('error', () => {}); // the client may be gone
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  const { origin, stop } = await listen(server);
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
  const env = Object.fromEntries(names.map((name) => [name, origin]));
  return {
    env: { ...env, NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' },
    attempts,
    stop,
  };
}
