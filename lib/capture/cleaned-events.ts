/**
 * The pending events that this process has cleaned itself, so that the projector does not clean them again. Any caller who may write can
 * also call the inbox function past this server, but the ids of its events do not get here. What this process forgets is cleaned again.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { cleanPayload } from './clean-payload';

const MAX_EVENTS = 100_000;

const cleaned = new Set<number>();

/** Remembers events that were cleaned before they were stored: the inbox names those that a call has added. */
export function rememberCleaned(ids: number[]): void {
  if (cleaned.size > MAX_EVENTS) cleaned.clear();
  for (const id of ids) cleaned.add(id);
}

/** Returns the stored payload of an event without secrets, and forgets the event. */
export function cleanStored(id: number, payload: JsonObject): JsonObject {
  return cleaned.delete(id) ? payload : cleanPayload(payload);
}
