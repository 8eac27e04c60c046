'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { fetchData } from '@/components/ui/fetch-data';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlanListItem } from '@/lib/agent-execution/agent-execution.types';

const POLL_MS = 2000;
const MAX_SHOWN = 3;

function useSessions(client: string) {
  const { data } = useQuery({
    queryKey: ['captured-sessions'],
    queryFn: ({ signal }) =>
      fetchData<PlanListItem[]>('/api/v1/plans?plan_type=session&limit=50', { signal }),
    refetchInterval: POLL_MS,
  });
  return data?.filter(({ metadata }) => metadata.client === client).slice(0, MAX_SHOWN);
}

/** Shows the newest sessions of a client; while there are none, that the page waits for one. */
export function CapturedSessions({ client, label }: { client: string; label: string }) {
  const sessions = useSessions(client) ?? [];
  return (
    <div role="status" className="grid min-h-8 content-center gap-1">
      {sessions.length === 0 ? (
        <p className="flex items-center gap-2">
          <span aria-hidden className="mx-1 size-2 shrink-0 animate-pulse-dot rounded-full bg-in-progress" />
          Waiting for the first session of {label}…
        </p>
      ) : (
        <p className="flex items-center gap-2 font-medium">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-completed" />
          Sessions of {label} arrive.
        </p>
      )}
      {sessions.map(({ id, task_title, updated_at }) => (
        <p key={id} className="flex min-w-0 gap-2 pl-6">
          <Link href={`/plans/${id}`} className="min-w-0 truncate underline">
            {task_title}
          </Link>
          <RelativeTime at={updated_at} className="shrink-0 text-muted" />
        </p>
      ))}
    </div>
  );
}
