'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { fetchData } from '@/components/ui/fetch-data';
import { tabQueryClient } from '@/components/ui/query-client';
import type { Leases } from '@/lib/agent-execution/leases';
import { msToNextPoll } from './lease-state';

export interface LeasePollerProps {
  /** The plan whose leases are polled; by default those of all plans. */
  planId: string | undefined;
  /** The newest leases known. */
  latest: Leases;
  onRead: (leases: Leases) => void;
}

/** Polls the leases while an agent holds one, but not in a hidden tab; renders nothing. */
export function LeasePoller({ planId, latest, onRead }: LeasePollerProps) {
  const wait = msToNextPoll(latest.leases, Date.parse(latest.as_of));
  const query = planId === undefined ? '' : `?plan_id=${encodeURIComponent(planId)}`;
  const { data } = useQuery(
    {
      queryKey: ['leases', planId ?? 'all'],
      queryFn: ({ signal }) => fetchData<Leases>(`/api/v1/leases${query}`, { signal }),
      initialData: latest,
      enabled: wait !== null,
      refetchInterval: wait ?? false,
      refetchOnMount: false,
      refetchOnWindowFocus: 'always',
      retry: false,
      gcTime: 0,
    },
    tabQueryClient(),
  );
  const report = useEffectEvent(onRead);
  useEffect(() => report(data), [data]);
  return null;
}
