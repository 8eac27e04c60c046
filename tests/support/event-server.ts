/** A server on loopback that keeps the events that hooks send to it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

export interface ReceivedEvent {
  path: string;
  authorization?: string;
  body: JsonObject;
}

export class EventServer {
  readonly received: ReceivedEvent[] = [];
  readonly origin: string;
  /** Returns the response to an event. */
  respond: (event: JsonObject) => JsonObject = () => ({});
  private readonly server: Server;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.origin = `http://127.0.0.1:${port}`;
    server.on('request', async (request, response) => {
      const sent = await json(request);
      const { authorization } = request.headers;
      const bodies = [sent].flat() as JsonObject[]; // hooks send objects
      for (const body of bodies) this.received.push({ path: request.url ?? '', authorization, body });
      const [first = {}] = bodies;
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(this.respond(first)));
      server.emit('received');
    });
  }

  static async start(port = 0): Promise<EventServer> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return new EventServer(server, typeof address === 'object' && address ? address.port : port);
  }

  /** Waits until this many events have arrived, and returns them. */
  async take(count: number): Promise<ReceivedEvent[]> {
    while (this.received.length < count) await once(this.server, 'received');
    return this.received.splice(0);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
