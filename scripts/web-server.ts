/** Next behind our own HTTP server, which answers agents itself: one process for pages, API and the embedded backend. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import next from 'next';
import { answerDirectly, isDirect } from './direct-api.ts';
import { PortTakenError } from './port.ts';

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

/** Who asks, as this server or a proxy on this machine has seen it, stands last; what comes before is the asker's own word. */
export function noteAddress({ headers, rawHeaders, socket }: IncomingMessage): void {
  const address = socket.remoteAddress ?? '';
  const said = headers['x-forwarded-for'];
  const isProxied = said !== undefined && /^(::1|(::ffff:)?127\.)/.test(address);
  if (isProxied) return;
  headers['x-forwarded-for'] = [said, address].filter(Boolean).join(', ');
  rawHeaders.push('X-Forwarded-For', address); // who reads these joins what is there several times, in order
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
  server.on('request', (request, response) => {
    noteAddress(request);
    void (isDirect(request) ? answerDirectly : handle)(request, response);
  });
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
