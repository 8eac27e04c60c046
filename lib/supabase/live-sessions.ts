/**
 * Tracks which sessions of people are live. An access token identifies a person until it expires; only the accounts know whether its
 * session has ended. A session is looked up when first seen, and again after a minute, or as soon as this process has ended one.
 */
const RECHECK_AFTER_MS = 60_000;
const MAX_SESSIONS = 10_000;

/** Looks up a session in the accounts; the token belongs to it. */
type LookUp = (sessionId: string, accessToken: string) => Promise<boolean>;

export interface LiveSessions {
  /** Returns whether a session is live; rejects if the lookup fails. */
  isLive: LookUp;
  /** Clears all cached results and calls the listeners. All code that ends a session calls this. */
  recheck(): void;
}

declare global {
  // Next bundles this module several times; all copies share the listeners.
  var sessionListeners: Set<() => void> | undefined;
}

globalThis.sessionListeners ??= new Set();
const listeners = globalThis.sessionListeners;

/** Calls the listener when a session may have ended; returns a function that removes it. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function createLiveSessions(lookUp: LookUp): LiveSessions {
  /** The time until which a session counts as live, in milliseconds of performance.now(). */
  const known = new Map<string, number>();
  let rechecks = 0;
  return {
    async isLive(sessionId, accessToken) {
      if ((known.get(sessionId) ?? 0) > performance.now()) return true;
      const before = rechecks;
      const isLive = await lookUp(sessionId, accessToken);
      // A session may have ended during the lookup.
      if (isLive && before === rechecks) {
        if (known.size >= MAX_SESSIONS) known.clear();
        known.set(sessionId, performance.now() + RECHECK_AFTER_MS);
      }
      return isLive;
    },
    recheck() {
      rechecks += 1;
      known.clear();
      for (const listener of listeners) listener();
    },
  };
}
