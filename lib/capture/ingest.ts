/**
 * Receives events of coding agents. A request only writes them to the inbox, so that it never delays an agent; the projector follows.
 * The agent gets the usual response even if its events cannot be stored. The failure becomes a row of the connector log.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { withRetry } from '@/lib/agent-execution/retry';
import { rememberCleaned } from './cleaned-events';
import { eventName } from './client-events';
import type { ClientMapping, EventIdentity } from './client-mapping';
import { clientNames } from './clients/clients';
import { holdRequest } from './decisions/hold-request';
import { respondByRule } from './decisions/respond-by-rule';
import { deciderOf } from './decisions/responses';
import { takesRule } from './decisions/rule-dialects';
import { takeCapturedMessages } from './deliver-messages';
import { findClient } from './find-client';
import { fitIdentity } from './fit';
import { hookSlot, joinTexts } from './hook-response';
import { objectOf } from './payload';
import { takeMemory } from './project-memory';
import { cleanByRules, foldersOfEvent, type KnownRules, knownRules, readRules } from './project-rules';
import { projectSoon } from './projector';
import { type CaptureResults, call } from './results';
import { findEventRule, ruleOf, withRule } from './rules/ruled-event';
import { whyUnread } from './unread-event';

/** How long to try to store events while the database restarts. */
const RETRY_SECONDS = 5;
/** How often rules are read again for one request, because they changed meanwhile. */
const MAX_READS = 5;

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

interface Sender {
  client: string;
  /** It reads what rules decide from the response. */
  takesRules: boolean;
  process: string | undefined;
}

type StoredEvent = EventIdentity & { payload: JsonObject };

/** Returns the event of a payload as the inbox stores it; null for one that says nothing. */
function prepareEvent(
  rules: KnownRules,
  { client, takesRules, process }: Sender,
  mapping: ClientMapping,
  sent: Json,
): StoredEvent | null {
  const raw = objectOf(sent);
  if (raw !== sent) throw errorOf('invalid_input', 'An event must be a JSON object.');
  const prepared = mapping.prepare?.(raw) ?? raw;
  const hasRules = rules.projects.length + rules.decisions.length > 0;
  const session = hasRules ? (mapping.identify(prepared)?.session ?? '') : '';
  const folders = foldersOfEvent(rules, { client, session }, prepared);
  const found = takesRules ? findEventRule(rules.decisions, folders, prepared, mapping.read) : undefined;
  const rule = found && takesRule(client, eventName(prepared), found.effect) ? found : undefined;
  const payload = withRule(cleanByRules(rules, { client, session }, prepared), rule);
  const identity = mapping.identify(payload);
  const mistake = identity === null ? whyUnread(client, raw) : null;
  if (mistake !== null) throw errorOf('invalid_input', mistake);
  if (identity === null) return null;
  // Requests for permission have no ids. Two hooks that ask the same at the same moment are two processes.
  const asks = process !== undefined && deciderOf(client, raw, true) !== undefined;
  return { ...fitIdentity(asks ? { ...identity, key: `${identity.key}@${process}` } : identity), payload };
}

/** Returns the events of payloads, and the errors of those that cannot be read, which must not affect the others. */
function prepareEvents(
  rules: KnownRules,
  sender: Sender,
  payloads: Json[],
): { events: StoredEvent[]; errors: unknown[] } {
  const mapping = mappingOf(sender.client);
  const errors: unknown[] = [];
  const events = payloads.flatMap((sent) => {
    try {
      return prepareEvent(rules, sender, mapping, sent) ?? [];
    } catch (error) {
      errors.push(error);
      return [];
    }
  });
  return { events, errors };
}

type Stored = Pick<CaptureResults['agent_capture_events'], 'sessions' | 'added' | 'has_messages'> & {
  events: StoredEvent[];
};

/** Stores events with the newest rules. The inbox refuses them if a rule was saved that this process has not read. */
async function storeEvents(db: AgentExecutionClient, sender: Sender, payloads: Json[]): Promise<Stored> {
  const { client } = sender;
  let rules = knownRules(db);
  for (let tries = 0; tries < MAX_READS; tries += 1) {
    const { events, errors } = prepareEvents(rules, sender, payloads);
    const stored =
      events.length > 0
        ? await call(db, 'agent_capture_events', { client, events, rules_version: rules.version })
        : { has_old_rules: false, has_messages: false, added: 0, sessions: [], event_ids: [] };
    if (!stored.has_old_rules) {
      rememberCleaned(stored.event_ids);
      for (const error of errors) await logProblem(db, client, error);
      return { ...stored, events };
    }
    rules = await readRules(db);
  }
  throw errorOf('conflict', 'The rules for captured runs changed all the time. Try again.');
}

/** How a client that sent one event reads the response. */
interface Reading {
  /** It is a hook. A list of events is none, and gets {}. */
  isHook?: boolean;
  /** A command hook prints the response. HTTP hooks always read it. */
  isRead?: boolean;
  /** The process of a command hook that asks a person. */
  process?: string | undefined;
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
  client: string,
  payload: Json | undefined,
  isRead: boolean,
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

/**
 * Stores events of a client and projects them soon. Returns the response of the hook, {} unless there is something to say to the agent.
 * If the event asks a person, it waits for the decision. Throws not_found for an unknown client.
 */
export async function ingest(
  db: AgentExecutionClient,
  client: string,
  payloads: Json[],
  { isHook = false, isRead = false, process }: Reading = {},
): Promise<JsonObject> {
  mappingOf(client);
  // The hooks of Claude Code are HTTP hooks.
  const takesRules = isHook && (isRead || client === 'claude-code');
  try {
    const stored = await withRetry(
      () => storeEvents(db, { client, takesRules, process }, payloads),
      RETRY_SECONDS,
    );
    for (const session of stored.sessions) projectSoon(db, session);
    return isHook ? await respond(db, client, payloads[0], isRead, stored) : {};
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'forbidden') throw error;
    await logProblem(db, client, error);
    return {};
  }
}
