/**
 * The calls of agents, answered past Next: its way from a request to a handler takes more of the processor than the handler
 * (docs/decisions/0015). The handler is the same one, bundled by Next and handed over at the start; whatever is out of the ordinary is
 * left to Next, and so is all of it where another server than ours runs the build.
 */
import type { IncomingMessage } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { securityHeaders } from '../lib/security-headers.ts';

/** Plain addresses that need no normalizing. The streams of events have routes of their own. */
const ADDRESS = /^\/api\/v1(?:\/[\w-]+)*\/(?!events(?:\?|$))[\w-]+(?:\?|$)/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Whether a request may be answered directly: the session of a person is in cookies, which only Next's handlers can read and set. */
export function isDirect({ method = '', url = '', headers }: IncomingMessage): boolean {
  const isPlain = headers.authorization !== undefined && METHODS.includes(method) && ADDRESS.test(url);
  return isPlain && globalThis.answerApi !== undefined;
}

const listener = getRequestListener(
  // Known by then, for isDirect has looked.
  async (request) => (await globalThis.answerApi?.(request)) ?? new Response(null, { status: 503 }),
  { overrideGlobalObjects: false },
);

export const answerDirectly: typeof listener = (request, response) => {
  for (const { key, value } of securityHeaders) response.setHeader(key, value);
  return listener(request, response);
};
