/**
 * Receives events of coding agents. A request only writes them to the inbox, so that it never delays an agent; the projector follows.
 * The agent gets the usual response even if its events cannot be stored. The failure becomes a row of the connector log.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { withRetry } from '@/lib/agent-execution/retry';
import { type Allowance, createExchangeClient, signAgentToken } from '@/lib/auth/agent-token';
import { env } from '@/lib/env';
import { createTokenClient } from '@/lib/supabase/token';
import { rememberCleaned } from './cleaned-events';
import { holdRequest } from './decisions/hold-request';
import { respondByRule } from './decisions/respond-by-rule';
import { deciderOf } from './decisions/responses';
import { takeCapturedMessages } from './deliver-messages';
import { hookSlot, joinTexts } from './hook-response';
import { objectOf } from './payload';
import { mappingOf, prepareEvents, type StoredEvent } from './prepare-events';
import { takeMemory } from './project-memory';
import {
  forgetRulesOfKey,
  type KnownRules,
  knownRules,
  readRules,
  rememberRulesOfKey,
  rulesOfKey,
} from './project-rules';
import { projectSoon } from './projector';
import { type CaptureResults, call } from './results';
import { ruleOf } from './rules/ruled-event';

/** How long to try to store events while the database restarts. */
const RETRY_SECONDS = 5;
/** How often rules are read again for one request, because they changed meanwhile. */
const MAX_READS = 5;

/** Logs what could not be stored, on the console and in the connector log. */
export async function logProblem(db: AgentExecutionClient, client: string, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  console.warn(`An event of ${client} could not be stored: ${message}`);
  await call(db, 'agent_log_capture_problem', { client, message }).catch(() => {});
}

type Stored = CaptureResults['agent_capture_events'] & {
  events: StoredEvent[];
  /** Why others could not be read. */
  errors: unknown[];
};

const NOTHING = {
  received: 0,
  added: 0,
  event_ids: [],
  sessions: [],
  has_old_rules: false,
  has_messages: false,
};

/** What a client has sent, and how it reads the response. */
export interface Delivery {
  client: string;
  payloads: Json[];
  /** It is a hook. A list of events is none, and gets {}. */
  isHook?: boolean;
  /** A command hook prints the response. HTTP hooks always read it. */
  isRead?: boolean;
  /** The process of a command hook that asks a person. */
  process?: string | undefined;
}

/** Returns the events of a delivery as the inbox stores them, and why others could not be read. */
function prepare(rules: KnownRules, { client, payloads, isHook = false, isRead = false, process }: Delivery) {
  // The hooks of Claude Code are HTTP hooks.
  const takesRules = isHook && (isRead || client === 'claude-code');
  return prepareEvents(rules, { client, takesRules, process }, payloads);
}

/** Stores events with the newest rules. The inbox refuses them if a rule was saved that this process has not read. */
async function storeEvents(db: AgentExecutionClient, delivery: Delivery): Promise<Stored> {
  const { client } = delivery;
  let rules = knownRules(db);
  for (let tries = 0; tries < MAX_READS; tries += 1) {
    const { events, errors } = prepare(rules, delivery);
    const stored =
      events.length > 0
        ? await call(db, 'agent_capture_events', { client, events, rules_version: rules.version })
        : NOTHING;
    if (!stored.has_old_rules) return { ...stored, events, errors };
    rules = await readRules(db);
  }
  throw errorOf('conflict', 'The rules for captured runs changed all the time. Try again.');
}

/** Returns the key of a request whose event is known: of another call of the same kind. Null if the event was only sent again. */
async function repeatRequest(
  db: AgentExecutionClient,
  session_id: string,
  event_key: string,
): Promise<string | null> {
  const key = await call(db, 'agent_repeat_request', { session_id, event_key });
  if (key !== null) projectSoon(db, session_id);
  return key;
}

/** Returns the response of a hook: the decision of a person if it asked for one, else what its client passes on to the model. */
async function respond(
  db: AgentExecutionClient,
  { client, payloads: [payload], isRead = false }: Delivery,
  { events: [event], sessions: [session_id], added, has_messages }: Stored,
): Promise<JsonObject> {
  if (!event) return {};
  const rule = ruleOf(event.payload);
  if (rule) return respondByRule(client, objectOf(payload), rule);
  const decide = deciderOf(client, objectOf(payload), isRead);
  if (decide && session_id !== undefined) {
    const decision_key = added > 0 ? event.key : await repeatRequest(db, session_id, event.key);
    return decision_key === null ? {} : holdRequest(db, decide, { session_id, decision_key });
  }
  const slot = hookSlot(client, payload, isRead);
  if (!slot) return {};
  const [messages, memory] = await Promise.all([
    has_messages ? takeCapturedMessages(db, client, event.session, slot) : '',
    takeMemory(db, client, event),
  ]);
  const text = joinTexts(messages, memory);
  return text === '' ? {} : slot.respond(text);
}

/** Stores a delivery by `store`, projects its sessions soon, and returns the response of a hook: {} if there is nothing to say. */
async function receive(
  db: AgentExecutionClient,
  delivery: Delivery,
  store: () => Promise<Stored>,
): Promise<JsonObject> {
  const { client } = delivery;
  try {
    const stored = await store();
    rememberCleaned(stored.event_ids);
    for (const error of stored.errors) await logProblem(db, client, error);
    for (const session of stored.sessions) projectSoon(db, session);
    return delivery.isHook ? await respond(db, delivery, stored) : {};
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'forbidden') throw error;
    await logProblem(db, client, error);
    return {};
  }
}

/**
 * Receives what an identified caller has sent, by a key or without one. Returns the response of the hook; if the event asks a person, it
 * waits for the decision. Throws not_found for an unknown client.
 */
export async function ingest(
  db: AgentExecutionClient,
  delivery: Delivery,
  key?: string,
): Promise<JsonObject> {
  mappingOf(delivery.client);
  return receive(db, delivery, async () => {
    const stored = await withRetry(() => storeEvents(db, delivery), RETRY_SECONDS);
    if (key !== undefined) rememberRulesOfKey(key, db);
    return stored;
  });
}

/**
 * Does the same before the caller is identified: the statement that stores the events checks the key, too, so a hook waits for one round
 * trip. The events are prepared before, so this is for keys whose rules this process knows from an earlier request. Returns null, and has
 * stored nothing, if the key must be identified first: it is revoked, restricted or has no requests left, or nothing can be stored.
 */
export async function ingestByKey(
  key: string,
  read: () => Promise<Delivery>,
): Promise<{ data: JsonObject; allowance: Allowance | undefined } | null> {
  const rules = rulesOfKey(key);
  if (!rules) return null;
  const delivery = await read();
  const prepared = prepare(rules, delivery);
  if (prepared.events.length === 0) return null;
  const answer = await call(await createExchangeClient(), 'agent_capture_by_key', {
    key,
    per_minute: env().rateLimit,
    client: delivery.client,
    events: prepared.events,
    rules_version: rules.version,
  }).catch(() => null);
  if (!answer) {
    forgetRulesOfKey(key);
    return null;
  }
  const { identity, stored } = answer;
  const db = createTokenClient(await signAgentToken(identity));
  const data = stored.has_old_rules
    ? await ingest(db, delivery, key)
    : await receive(db, delivery, async () => ({ ...stored, ...prepared }));
  return { data, allowance: identity.allowance };
}
