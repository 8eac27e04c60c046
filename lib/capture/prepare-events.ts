/** Turns what clients send into events as the inbox stores them: without contents that rules drop, without secrets, and with an identity. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { eventName } from './client-events';
import type { ClientMapping, EventIdentity } from './client-mapping';
import { clientNames } from './clients/clients';
import { deciderOf } from './decisions/responses';
import { takesRule } from './decisions/rule-dialects';
import { findClient } from './find-client';
import { fitIdentity } from './fit';
import { objectOf } from './payload';
import { cleanByRules, foldersOfEvent, type KnownRules } from './project-rules';
import { findEventRule, withRule } from './rules/ruled-event';
import { whyUnread } from './unread-event';

/** Returns the mapping of a client; throws not_found with the known names. */
export function mappingOf(client: string): ClientMapping {
  const mapping = findClient(client);
  if (mapping) return mapping;
  const names = new Intl.ListFormat('en').format(clientNames);
  throw errorOf('not_found', `There is no client ${client}. The clients are ${names}.`);
}

interface Sender {
  client: string;
  /** It reads what rules decide from the response. */
  takesRules: boolean;
  process: string | undefined;
}

export type StoredEvent = EventIdentity & { payload: JsonObject };

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
export function prepareEvents(
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
