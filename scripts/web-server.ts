/** Next behind our own HTTP server: one process for pages, API and the embedded backend. */
import { createServer, type Server } from 'node:http';
import { createServer as createProbe } from 'node:net';
import next from 'next';

export class PortTakenError extends Error {
  override name = 'PortTakenError';
  constructor(host: string, port: number) {
    super(
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
    );
  }
}

/** Finds out before anything heavy starts. Throws PortTakenError. */
export function checkPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createProbe();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new PortTakenError(host, port)
          : new Error(
              `Cannot listen on ${host}:${port} (${error.code}). HOST and PORT choose another address.`,
            ),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

export interface WebServer {
  stop(): Promise<void>;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(host, port) : error),
    );
    server.listen(port, host, resolve);
  });
}

/** Prepares Next from `dir` and listens. Running requests get two seconds to end when it is stopped. */
export async function startWebServer(options: {
  dir: string;
  dev: boolean;
  host: string;
  port: number;
}): Promise<WebServer> {
  const { dir, dev, host, port } = options;
  const server = createServer();
  const app = next({ dev, dir, hostname: host, port, httpServer: server, quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  server.on('request', (request, response) => void handle(request, response));
  await listen(server, host, port);
  return {
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Event streams never end by themselves.
      const impatient = setTimeout(() => server.closeAllConnections(), 2000);
      server.closeIdleConnections();
      await closed;
      clearTimeout(impatient);
      await app.close();
    },
  };
}
