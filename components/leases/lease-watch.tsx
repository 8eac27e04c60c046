'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { syncServerClock } from '@/components/ui/server-clock';
import type { Lease } from '@/lib/agent-execution/agent-execution.types';
import type { Leases } from '@/lib/agent-execution/leases';
import { bestState, type LeaseState, leaseStateAt } from './lease-state';

// React Query is too large for the first load of every page.
const LeasePoller = dynamic(() => import('./lease-poller').then((module) => module.LeasePoller), {
  ssr: false,
});

interface Watch {
  leases: Lease[];
  /** The database's time of the read, in milliseconds since 1970. */
  asOf: number;
  /** The browser's performance.now() at the read; null while hydrating. */
  since: number | null;
}

const WatchContext = createContext<Watch | null>(null);
const TICK_MS = 1000;

export interface LeaseWatchProps {
  /** The plan whose leases are watched; by default those of all plans. */
  planId?: string;
  /** The leases as the server read them for this page. */
  read: Leases;
  children: ReactNode;
}

const isNewer = (a: Leases, b: Leases) => Date.parse(a.as_of) > Date.parse(b.as_of);

/**
 * Provides its children with the leases of the steps. The feed carries no heartbeats, so the leases are polled; when a lease expires,
 * the page is rendered again.
 */
export function LeaseWatch({ planId, read, children }: LeaseWatchProps) {
  const router = useRouter();
  const [polled, setPolled] = useState(read);
  const latest = isNewer(polled, read) ? polled : read;
  const [receipt, setReceipt] = useState<{ of: string; at: number } | null>(null);

  useEffect(() => {
    setReceipt({ of: latest.as_of, at: performance.now() });
    syncServerClock(Date.parse(latest.as_of));
  }, [latest.as_of]);

  const onRead = (found: Leases) => {
    if (!isNewer(found, latest)) return;
    setPolled(found);
    if (hasExpired(latest, found)) router.refresh();
  };

  const since = receipt?.of === latest.as_of ? receipt.at : null;
  const watch = { leases: latest.leases, asOf: Date.parse(latest.as_of), since };
  return (
    <WatchContext value={watch}>
      <LeasePoller planId={planId} latest={latest} onRead={onRead} />
      {children}
    </WatchContext>
  );
}

/** Shows no leases: for a plan as it was at an earlier time. */
export function Unwatched({ children }: { children: ReactNode }) {
  return <WatchContext value={null}>{children}</WatchContext>;
}

/** Returns whether a lease that was held in one read had expired in a later one. */
function hasExpired(before: Leases, after: Leases): boolean {
  const isHeld = new Set(before.leases.filter(({ liveness }) => liveness !== 'lost').map(nameOf));
  return after.leases.some((lease) => lease.liveness === 'lost' && isHeld.has(nameOf(lease)));
}

const nameOf = ({ plan_id, step_number }: Lease) => `${plan_id} ${step_number}`;

/**
 * Returns the database's time, in milliseconds since 1970, updated each second while `isRunning`. It does not depend on the
 * browser's clock: it is the time of the read plus the time since. Returns null outside a LeaseWatch.
 */
export function useServerTime(isRunning: boolean): number | null {
  const watch = use(WatchContext);
  const asOf = watch?.asOf ?? null;
  const since = watch?.since ?? null;
  const [time, setTime] = useState(asOf);
  useEffect(() => {
    if (!isRunning || asOf === null || since === null) return;
    const tick = () => setTime(asOf + performance.now() - since);
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning, asOf, since]);
  return time === null || asOf === null ? asOf : Math.max(time, asOf);
}

function useLeaseStates(isIncluded: (lease: Lease) => boolean): LeaseState[] {
  const leases = use(WatchContext)?.leases.filter(isIncluded) ?? [];
  const now = useServerTime(leases.length > 0);
  return now === null ? [] : leases.map((lease) => leaseStateAt(lease, now));
}

/** Returns the state of a step's lease, or null if the step has none. */
export function useStepLease(stepNumber: number): LeaseState | null {
  return useLeaseStates((lease) => lease.step_number === stepNumber)[0] ?? null;
}

/** Returns the states of all leases of a plan. */
export function usePlanLeases(planId: string): LeaseState[] {
  return useLeaseStates((lease) => lease.plan_id === planId);
}

/** Returns the best state among the leases of a plan, or of one step of it, or null if it has none. */
export function usePlanLease(planId: string, stepNumber: number | null = null): LeaseState | null {
  return bestState(
    useLeaseStates(
      (lease) => lease.plan_id === planId && (stepNumber === null || lease.step_number === stepNumber),
    ),
  );
}
