'use client';

/**
 * The current time and the time zone. While hydrating they are those of the server; then the zone is the browser's, and
 * the time continues from the database's clock. So server and browser render the same times, even if the browser's clock
 * is wrong.
 */
import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { TIME_ZONE_COOKIE } from '@/lib/format/time';
import { hasSlept, serverTime, syncServerClock } from './server-clock';

interface ServerClock {
  /** The database's time when the page was rendered, in milliseconds since 1970. */
  now: number;
  timeZone: string;
}

const TICK_MS = 15_000;
const ClockContext = createContext<ServerClock>({ now: 0, timeZone: 'UTC' });

let present: number | null = null;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  present = serverTime();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Returns the time of the last tick, so that one rendering uses one time. */
function readPresent(rendered: number) {
  const time = serverTime(rendered);
  const isIdle = timer === undefined;
  if (present === null || (isIdle && time - present > TICK_MS)) present = time;
  return present;
}

/** Continues from the server's time of each rendering, and refreshes the page after the machine has slept. */
function useSync(now: number): void {
  const router = useRouter();
  useEffect(() => {
    syncServerClock(now);
    tick();
  }, [now]);
  useEffect(() => {
    const check = () => hasSlept() && router.refresh();
    hasSlept();
    const watch = setInterval(check, TICK_MS);
    return () => clearInterval(watch);
  }, [router]);
}

/** Stores the reader's zone in a cookie, and refreshes the page if the server rendered it with another zone. */
export function ClockProvider({ now, timeZone, children }: ServerClock & { children: ReactNode }) {
  const router = useRouter();
  useSync(now);
  useEffect(() => {
    const zone = browserTimeZone();
    if (zone === timeZone) return;
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the cookie store
    document.cookie = `${TIME_ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }, [timeZone, router]);
  // The first values stay, because parts of the page may hydrate after a later rendering.
  const [server] = useState({ now, timeZone });
  return <ClockContext value={server}>{children}</ClockContext>;
}

const MomentContext = createContext<number | null>(null);

/** Stops the clock at a time, to show a plan as it was then. */
export function StoppedClock({ at, children }: { at: number | null; children: ReactNode }) {
  return <MomentContext value={at}>{children}</MomentContext>;
}

/** Returns the database's time in milliseconds since 1970, updated every 15 seconds. */
export function useNow(): number {
  const server = use(ClockContext);
  const moment = use(MomentContext);
  const now = useSyncExternalStore(
    subscribe,
    () => readPresent(server.now),
    () => server.now,
  );
  return moment ?? now;
}

const never = () => () => {};
const browserTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function useTimeZone(): string {
  const server = use(ClockContext);
  return useSyncExternalStore(never, browserTimeZone, () => server.timeZone);
}
