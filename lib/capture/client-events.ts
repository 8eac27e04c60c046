/** Tables of what clients differ in, by client and event. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { textOf } from './payload';

export type ClientEvents<Entry> = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

/** Returns the entry of an event; undefined for an event that is not listed, whatever its name is. */
export function entryOf<Entry>(table: ClientEvents<Entry>, client: string, event: string): Entry | undefined {
  const events = Object.hasOwn(table, client) ? table[client] : undefined;
  return events && Object.hasOwn(events, event) ? events[event] : undefined;
}

/** Returns the name of an event, also of one that its hook has named. */
export const eventName = (payload: JsonObject): string =>
  textOf(payload.hook_event_name) ?? textOf(payload.hook) ?? '';
