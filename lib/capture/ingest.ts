/**
 * Receives events of coding agents. A request only writes them to the inbox, so that it never delays an agent; the projector follows.
 * The agent gets the usual response even if its events cannot be stored. The failure becomes a row of the connector log.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { withRetry } from '@/lib/agent-execution/retry';
import { cleanPayload } from './clean-payload';
import { clientNames } from './clients/clients';
import type { ClientMapping } from './facts';
import { findClient } from './find-client';
import { fitIdentity } from './fit';
import { projectSoon } from './projector';
import { call } from './results';

/** How long to try to store events while the database restarts. */
const RETRY_SECONDS = 5;

/** Returns the mapping of a client; throws not_found with the known names. */
export function mappingOf(client: string): ClientMapping {
  const mapping = findClient(client);
  if (mapping) return mapping;
  const names = new Intl.ListFormat('en').format(clientNames);
  throw errorOf('not_found', `There is no client ${client}. The clients are ${names}.`);
}

/** Logs what could not be stored, on the console and in the connector log. */
export async function logProblem(db: AgentExecutionClient, client: string, error: unknown): Promise<void> {
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
      const clean = cleanPayload(mapping.prepare?.(payload) ?? payload);
      const identity = mapping.identify(clean);
      return identity ? [{ ...fitIdentity(identity), payload: clean }] : [];
    });
    if (events.length === 0) return;
    const { sessions } = await withRetry(
      () => call(db, 'agent_capture_events', { client, events }),
      RETRY_SECONDS,
    );
    for (const session of sessions) projectSoon(db, session);
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'forbidden') throw error;
    await logProblem(db, client, error);
  }
}
