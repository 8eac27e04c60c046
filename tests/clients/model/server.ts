/** Serves a scripted model on loopback. */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listen } from '../listen';
import { type Dialect, type ModelRequest, type ModelScript, sendJson, turnOf } from './script';

export interface ModelServer {
  origin: string;
  /** The requests of the model, in order. */
  requests: ModelRequest[];
  /** Requests of other addresses, which got 404. */
  others: string[];
  stop(): Promise<void>;
}

export async function startModel(dialect: Dialect, script: ModelScript): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const others: string[] = [];
  const server = createServer(async (incoming, response) => {
    const url = incoming.url ?? '';
    const body = (await json(incoming).catch(() => ({}))) as JsonObject; // the clients send objects
    const request = dialect.read(url, body);
    if (request) {
      requests.push(request);
      dialect.write(response, request, turnOf(script, request), String(requests.length));
    } else {
      others.push(`${incoming.method} ${url}`);
      response.statusCode = 404;
      sendJson(response, { error: { type: 'not_found_error', message: 'Not scripted' } });
    }
  });
  return { requests, others, ...(await listen(server)) };
}
