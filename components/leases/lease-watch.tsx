'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import type { Lease } from '@/lib/agent-execution/agent-execution.types';
import type { Leases } from '@/lib/agent-execution/leases';
import { bestState, type LeaseState, leaseStateAt, msToNextLook } from './lease-state';

interface Watch {
  leases: Lease[];
  /** The database's clock at the read, in milliseconds since 1970. */
  asOf: number;
  /** The browser's performance.now() then; null while hydrating. */
  since: number | null;
}

const WatchContext = createContext<Watch | null>(null);
const TICK = 1000;

export interface LeaseWatchProps {
  /** The plan whose leases are watched; those of all plans unless said. */
  planId?: string;
  /** As the server read them. */
  read: Leases;
  children: ReactNode;
}

async function fetchLeases(planId: string | undefined, signal: AbortSignal): Promise<Leases> {
  const query = planId === undefined ? '' : `?plan_id=${encodeURIComponent(planId)}`;
  const response = await fetch(`/api/v1/leases${query}`, { signal });
  if (!response.ok) throw new Error(`The leases were answered with ${response.status}.`);
  const { data }: { data: Leases } = await response.json();
  return data;
}

/**
 * Tells what is in it who is at work. Heartbeats write nothing that a feed could tell, so the holders are looked at again in time;
 * when one turns out to be lost, the page is rendered anew.
 */
export function LeaseWatch({ planId, read, children }: LeaseWatchProps) {
  const router = useRouter();
  const [seen, setSeen] = useState(read);
  const latest = Date.parse(seen.as_of) > Date.parse(read.as_of) ? seen : read;
  const [receipt, setReceipt] = useState<{ of: string; at: number } | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => setReceipt({ of: latest.as_of, at: performance.now() }), [latest.as_of]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: leases are those of their time, and a new attempt looks again
  useEffect(() => {
    const wait = msToNextLook(latest.leases, Date.parse(latest.as_of));
    if (wait === null) return;
    const leaving = new AbortController();
    const look = () => {
      if (document.hidden) return;
      fetchLeases(planId, leaving.signal)
        .then((found) => {
          setSeen(found);
          if (hasLoss(latest, found)) router.refresh();
        })
        .catch(() => setAttempt((count) => (leaving.signal.aborted ? count : count + 1)));
    };
    const timer = setTimeout(look, wait);
    const onShown = () => !document.hidden && look();
    document.addEventListener('visibilitychange', onShown);
    return () => {
      leaving.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onShown);
    };
  }, [latest.as_of, planId, router, attempt]);

  const since = receipt?.of === latest.as_of ? receipt.at : null;
  const watch = { leases: latest.leases, asOf: Date.parse(latest.as_of), since };
  return <WatchContext value={watch}>{children}</WatchContext>;
}

/** For what is shown as it was: nobody is at work on it. */
export function Unwatched({ children }: { children: ReactNode }) {
  return <WatchContext value={null}>{children}</WatchContext>;
}

/** Whether a lease was held at one read and lost at a later. */
function hasLoss(before: Leases, after: Leases): boolean {
  const isHeld = new Set(before.leases.filter(({ liveness }) => liveness !== 'lost').map(nameOf));
  return after.leases.some((lease) => lease.liveness === 'lost' && isHeld.has(nameOf(lease)));
}

const nameOf = ({ plan_id, step_number }: Lease) => `${plan_id} ${step_number}`;

/**
 * The database's clock, each second, whatever the browser's own says: its time at the read and what has passed since. Stands still
 * unless `isWanted`; null where nothing is watched.
 */
export function useServerTime(isWanted: boolean): number | null {
  const watch = use(WatchContext);
  const asOf = watch?.asOf ?? null;
  const since = watch?.since ?? null;
  const [time, setTime] = useState(asOf);
  useEffect(() => {
    if (!isWanted || asOf === null || since === null) return;
    const tick = () => setTime(asOf + performance.now() - since);
    tick();
    const timer = setInterval(tick, TICK);
    return () => clearInterval(timer);
  }, [isWanted, asOf, since]);
  return time === null || asOf === null ? asOf : Math.max(time, asOf);
}

function useStates(isMeant: (lease: Lease) => boolean): LeaseState[] {
  const leases = use(WatchContext)?.leases.filter(isMeant) ?? [];
  const now = useServerTime(leases.length > 0);
  return now === null ? [] : leases.map((lease) => leaseStateAt(lease, now));
}

/** How the lease of a step of a plan is; null where nobody has one. */
export function useStepLease(stepNumber: number): LeaseState | null {
  return useStates((lease) => lease.step_number === stepNumber)[0] ?? null;
}

/** How the leases of a plan are, all in all; null where nobody has one. */
export function usePlanLease(planId: string): LeaseState | null {
  return bestState(useStates((lease) => lease.plan_id === planId));
}
