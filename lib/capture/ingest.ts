/**
 * Receives events of coding agents. A request only writes them to the inbox, so that it never delays an agent; the projector follows.
 * Whatever goes wrong here is no concern of the agent: it gets the usual response, and the connector log gets a row.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { clients } from './clients/clients';
import { cutPayload } from './cut-payload';
import type { ClientMapping } from './facts';
import { projectSoon } from './projector';
import { redact } from './redaction/redact';
import { call } from './results';

/** Returns the mapping of a client; throws not_found with the known names. */
export function mappingOf(client: string): ClientMapping {
  const mapping = clients[client];
  if (mapping) return mapping;
  const names = new Intl.ListFormat('en').format(Object.keys(clients));
  throw errorOf('not_found', `There is no client ${client}. The clients are ${names}.`);
}

/** Logs what could not be used. Its own failure only shows on the console. */
async function logProblem(db: AgentExecutionClient, client: string, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  console.warn(`An event of ${client} could not be stored: ${message}`);
  await call(db, 'agent_log_capture_problem', { client, message }).catch(() => {});
}

/** Stores events of a client and projects them soon. Throws not_found for an unknown client. */
export async function ingest(
  db: AgentExecutionClient,
  client: string,
  payloads: JsonObject[],
): Promise<void> {
  const mapping = mappingOf(client);
  try {
    const events = payloads.flatMap((payload) => {
      const clean = redact(cutPayload(payload), env().jwtSecret ?? '');
      const identity = mapping.identify(clean);
      return identity ? [{ ...identity, payload: clean }] : [];
    });
    if (events.length === 0) return;
    const { sessions } = await call(db, 'agent_capture_events', { client, events });
    for (const session of sessions) projectSoon(db, session);
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'forbidden') throw error;
    await logProblem(db, client, error);
  }
}
