/** The HTTP API on loopback, for tests of programs that call it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { POST } from '@/app/api/v1/[...path]/route';

export interface ApiServer {
  url: string;
  stop(): void;
}

/** Serves the API. `onRequest` is awaited before each request is handled, with its number from 1. */
export async function startApiServer(onRequest: (count: number) => unknown = () => {}): Promise<ApiServer> {
  let count = 0;
  const server = createServer(async (incoming, outgoing) => {
    count += 1;
    const number = count;
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    );
    const body = await buffer(incoming).catch(() => null);
    if (body === null) return; // the caller has ended
    await onRequest(number);
    const response = await POST(
      new Request(`http://localhost:3000${incoming.url}`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
