'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { serverTime } from '@/components/ui/server-clock';
import type { DecisionItem } from './decision-item';

const NEW_MS = 10_000;
const LATER_MS = 1500;

/**
 * Reads the page once more after a new request of a client. The row that refreshes the page is written just before the hook says that it
 * waits.
 */
export function useLateHold(items: DecisionItem[]): void {
  const router = useRouter();
  const fresh = items.find(
    ({ decision: { client, held_until, asked_at } }) =>
      client !== null && held_until === null && Date.parse(asked_at) > serverTime() - NEW_MS,
  )?.decision.id;
  useEffect(() => {
    if (fresh === undefined) return;
    const timer = setTimeout(() => router.refresh(), LATER_MS);
    return () => clearTimeout(timer);
  }, [fresh, router]);
}
