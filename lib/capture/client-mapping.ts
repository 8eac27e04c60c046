/** What each client provides: the identity of its events, and what they mean. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from './facts';

/** The place of an event: its session, what makes it the same event when it arrives again, and its time. */
export interface EventIdentity {
  session: string;
  /** The client's name of the event. */
  event: string;
  /** Equal for the same event and different for another one of the session. */
  key: string;
  /** When it happened, ISO 8601, if the client says so. */
  at?: string;
}

/** What a client sends, and what it means. The functions are pure and accept any object. */
export interface ClientMapping {
  /** Returns an event with the JSON parsed that it holds as texts. It comes first: before long texts are cut and secrets replaced. */
  prepare?(payload: JsonObject): JsonObject;
  /** Returns the identity of an event; null for an event that says nothing about a run, which is not stored. */
  identify(payload: JsonObject): EventIdentity | null;
  /** Returns what the event means, in order; nothing for an event that only shows that the session is alive. */
  read(payload: JsonObject): Fact[];
}
