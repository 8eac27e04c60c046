'use client';

import { useQuery } from '@tanstack/react-query';
import type { AgentKeyUse } from '@/lib/agent-execution/agent-keys';

const POLL_MS = 1000;

async function fetchUse(id: string, signal: AbortSignal): Promise<AgentKeyUse> {
  const response = await fetch(`/connect/use?id=${encodeURIComponent(id)}`, { signal, redirect: 'error' });
  if (!response.ok) throw new Error(`The use of the key was answered with ${response.status}.`);
  const { data }: { data: AgentKeyUse } = await response.json();
  return data;
}

/** Asks once a second whether a key has been used since `usedBefore`, until it has; not while the tab is hidden. */
export function useKeyUse(id: string, usedBefore: string | null): { usedAt: string | null; isGone: boolean } {
  const { data } = useQuery({
    queryKey: ['key-use', id],
    queryFn: ({ signal }) => fetchUse(id, signal),
    refetchInterval: ({ state }) =>
      state.data && (state.data.is_gone || state.data.last_used_at !== usedBefore) ? false : POLL_MS,
  });
  return { usedAt: data?.last_used_at ?? usedBefore, isGone: data?.is_gone ?? false };
}
