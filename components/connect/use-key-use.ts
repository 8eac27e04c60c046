'use client';

import { useQuery } from '@tanstack/react-query';
import { fetchData } from '@/components/ui/fetch-data';
import type { AgentKeyUse } from '@/lib/dashboard/agent-keys';

const POLL_MS = 1000;

/** Polls whether a key was used after `usedBefore` and stops when it was; a hidden tab does not poll. */
export function useKeyUse(id: string, usedBefore: string | null): { usedAt: string | null; isGone: boolean } {
  const { data } = useQuery({
    queryKey: ['key-use', id],
    queryFn: ({ signal }) => fetchData<AgentKeyUse>(`/connect/use?id=${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data && (state.data.is_gone || state.data.last_used_at !== usedBefore) ? false : POLL_MS,
  });
  return { usedAt: data?.last_used_at ?? usedBefore, isGone: data?.is_gone ?? false };
}
