'use client';

import { useQuery } from '@tanstack/react-query';
import { Content } from '@/components/content/content';
import { JsonView } from '@/components/content/json-view';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { tabQueryClient } from '@/components/ui/query-client';
import { Skeleton } from '@/components/ui/skeleton';
import { type ActionResult, dataOfAction, type FailureError } from '@/lib/action-result';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { LogFacts } from './log-facts';
import { LogLink } from './log-link';
import { StateChanges } from './state-changes';

export type LoadLog = (seq: number) => Promise<ActionResult<{ log: Log }>>;

export interface LogDetailProps {
  seq: number;
  onLoad: LoadLog;
}

/** Loads a log row and shows all its fields. Log rows never change, so each is loaded once. */
export function LogDetail({ seq, onLoad }: LogDetailProps) {
  const { data, error, refetch } = useQuery<{ log: Log }, FailureError>(
    {
      queryKey: ['log', seq],
      queryFn: () => dataOfAction(() => onLoad(seq)),
      staleTime: Infinity,
      gcTime: Infinity,
      retry: false,
    },
    tabQueryClient(),
  );
  if (data) return <LogDetails log={data.log} />;
  if (!error) return <Skeleton className="h-24" />;
  return (
    <div className="grid justify-items-start gap-2">
      <FailureNotice failure={error} />
      <Button size="sm" onClick={() => refetch()}>
        Try again
      </Button>
    </div>
  );
}

const LONG_DESCRIPTION_LENGTH = 240;

function LogDetails({ log }: { log: Log }) {
  const isLong = log.description.length > LONG_DESCRIPTION_LENGTH || log.description.includes('\n');
  const metadata = log.metadata;
  const hasMetadata = typeof metadata === 'object' && Object.keys(metadata).length > 0;
  return (
    <div className="grid min-w-0 gap-4">
      {isLong && <Content text={log.description} label="Description" />}
      {log.error_message && (
        <Section title="Error">
          <Content text={log.error_message} label="Error" source="output" />
        </Section>
      )}
      {(log.before_state !== null || log.after_state !== null) && (
        <StateChanges before={log.before_state} after={log.after_state} />
      )}
      {hasMetadata && (
        <Section title="Metadata">
          <JsonView value={metadata} label="Metadata" />
        </Section>
      )}
      <LogFacts log={log} />
      <LogLink seq={log.seq} />
    </div>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="grid min-w-0 gap-1.5">
      <h3 className="font-medium text-meta text-muted">{title}</h3>
      {children}
    </section>
  );
}
