'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { EmptyRow } from '@/components/ui/empty-row';
import { FailureNotice } from '@/components/ui/failure-notice';
import { fetchData } from '@/components/ui/fetch-data';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { FailureError } from '@/lib/action-result';
import type { CaptureProblem } from '@/lib/capture/results';

const heads = ['Time', 'Client', 'Event', 'Session', 'Message'];

/** Shows the events of coding agents that could not be used. */
export function ConnectorLog() {
  const { data, error } = useQuery<CaptureProblem[], FailureError>({
    queryKey: ['connector-log'],
    queryFn: ({ signal }) => fetchData('/api/v1/connector-log?limit=50', { signal }),
    refetchOnWindowFocus: true,
    retry: false,
  });
  return (
    <Panel id="connector-log" title="Connector log">
      {error && (
        <div className="p-3">
          <FailureNotice failure={error} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-3 h-20" />}
      {data?.length === 0 && (
        <EmptyRow icon={CircleCheck} title="No problems">
          <p>Events of coding agents that could not be used appear here, with the reason.</p>
        </EmptyRow>
      )}
      {data && data.length > 0 && <ProblemTable problems={data} />}
    </Panel>
  );
}

function ProblemTable({ problems }: { problems: CaptureProblem[] }) {
  return (
    <section
      aria-label="Events that could not be used"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
      tabIndex={0}
      className="max-h-96 overflow-auto -outline-offset-2 focus-visible:-outline-offset-2"
    >
      <table className="w-full">
        <thead>
          <tr className="border-line border-b">
            {heads.map((head) => (
              <th key={head} scope="col" className="h-8 px-3 text-left font-medium text-faint text-meta">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {problems.map(({ client, session, event, message, created_at }) => (
            <tr
              key={`${created_at} ${client} ${session} ${event} ${message}`}
              className="border-line border-b align-top last:border-0"
            >
              <td className="whitespace-nowrap px-3 py-2 text-muted">
                <RelativeTime at={created_at} />
              </td>
              <td className="whitespace-nowrap px-3 py-2">{client}</td>
              <td className="whitespace-nowrap px-3 py-2">{event ?? '–'}</td>
              <td className="px-3 py-2 font-mono text-meta" title={session ?? undefined}>
                {session?.slice(0, 8) ?? '–'}
              </td>
              <td className="min-w-60 break-text px-3 py-2">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
