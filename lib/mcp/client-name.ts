/**
 * Clients of protocol versions before 2026-07-28 send their name once, when they initialize. The server keeps no sessions, so it
 * encodes the name in the session id, which the client sends with each request.
 */
import { z } from 'zod';

const HEADER = 'Mcp-Session-Id';
/** The limit of agent_name in the database. */
const MAX_NAME_LENGTH = 100;
const PREFIX = 'client.';

const initialize = z.object({
  method: z.literal('initialize'),
  params: z.object({ clientInfo: z.object({ name: z.string().min(1) }) }),
});

/** Returns the session id of an initialize message; null for any other body. */
function sessionIdOf(body: string): string | null {
  try {
    const { data } = initialize.safeParse(JSON.parse(body));
    return data
      ? PREFIX + Buffer.from(data.params.clientInfo.name.slice(0, MAX_NAME_LENGTH)).toString('base64url')
      : null;
  } catch {
    return null;
  }
}

/** Returns a client's name as an agent_name, or undefined. */
export function agentNameOf(clientName: string | undefined): string | undefined {
  return (
    clientName
      ?.replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, MAX_NAME_LENGTH) || undefined
  );
}

/** Gives the response to an initialize message the session id of its client. */
export function withSessionId(response: Response, body: string): Response {
  const id = response.ok ? sessionIdOf(body) : null;
  if (id === null) return response;
  const headers = new Headers(response.headers);
  headers.set(HEADER, id);
  return new Response(response.body, { status: response.status, headers });
}

/** Returns the client's name from a session id of this server; undefined for any other. */
export function clientNameIn(headers: Headers): string | undefined {
  const id = headers.get(HEADER);
  if (!id?.startsWith(PREFIX)) return undefined;
  return Buffer.from(id.slice(PREFIX.length), 'base64url').toString('utf8') || undefined;
}
