/** The web server: Next behind our own HTTP server, which answers agents itself. Pages, API and embedded backend share one process. */
import { readFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import next from 'next';
import { env } from '../lib/env.ts';
import { closerOf } from './close-server.ts';
import { answerDirectly } from './direct-api.ts';
import { createHttpServer } from './http/http-server.ts';
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

/** Milliseconds for Next to shut down. */
const NEXT_GRACE_MS = 300;

/** Prepares Next from `dir` and listens. */
export async function startWebServer(options: {
  dir: string;
  dev: boolean;
  host: string;
  port: number;
}): Promise<WebServer> {
  const { dir, dev, host, port } = options;
  let handle: RequestListener;
  const server = createHttpServer(
    answerDirectly((request, response) => handle(request, response)),
    { ...env(), isDev: dev },
  );
  const close = closerOf(server);
  // A page compares it with its own build id, because only a reload shows a new build.
  if (!dev) process.env.AES_BUILD_ID = (await readFile(join(dir, '.next', 'BUILD_ID'), 'utf8')).trim();
  const app = next({ dev, dir, hostname: host, port, httpServer: server, quiet: true });
  await app.prepare();
  handle = app.getRequestHandler();
  await listen(server, host, port);
  return {
    stop: async () => {
      await close();
      await Promise.race([app.close(), sleep(NEXT_GRACE_MS)]);
    },
  };
}
