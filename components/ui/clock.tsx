'use client';

/**
 * The present and the zone. While hydrating they are what the server rendered with; then the browser's own, ticking. So
 * no time is ever written twice in two ways.
 */
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { TIME_ZONE_COOKIE } from './time-zone-cookie';

interface ServerClock {
  /** Milliseconds since 1970. */
  now: number;
  timeZone: string;
}

const TICK = 15_000;
const ClockContext = createContext<ServerClock>({ now: 0, timeZone: 'UTC' });

let present = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  present = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function readPresent() {
  const isIdle = timer === undefined;
  if (present === 0 || (isIdle && Date.now() - present > TICK)) present = Date.now();
  return present;
}

/** Also tells the server the reader's zone, so that the next page is written in it from the first byte. */
export function ClockProvider({ now, timeZone, children }: ServerClock & { children: ReactNode }) {
  useEffect(() => {
    const zone = browserTimeZone();
    if (zone === timeZone) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
    document.cookie = `${TIME_ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
  }, [timeZone]);
  // Of the first rendering, for parts of it may come alive only after a later one.
  const [server] = useState({ now, timeZone });
  return <ClockContext value={server}>{children}</ClockContext>;
}

const MomentContext = createContext<number | null>(null);

/** For what is shown as it was: within it that moment is the present. */
export function StoppedClock({ at, children }: { at: number | null; children: ReactNode }) {
  return <MomentContext value={at}>{children}</MomentContext>;
}

/** The present in milliseconds, anew every 15 s. */
export function useNow(): number {
  const server = use(ClockContext);
  const moment = use(MomentContext);
  const now = useSyncExternalStore(subscribe, readPresent, () => server.now);
  return moment ?? now;
}

const never = () => () => {};
const browserTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function useTimeZone(): string {
  const server = use(ClockContext);
  return useSyncExternalStore(never, browserTimeZone, () => server.timeZone);
}
