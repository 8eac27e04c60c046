'use client';

import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { JsonView } from '@/components/ui/json-view';
import { Notice } from '@/components/ui/notice';
import { OutputBox } from '@/components/ui/output-box';
import { Skeleton } from '@/components/ui/skeleton';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { LogFacts } from './log-facts';
import { LogLink } from './log-link';
import { StateChanges } from './state-changes';

export type LoadLog = (seq: number) => Promise<{ log: Log } | { error: { message: string; hint: string } }>;

type LoadedLog = Awaited<ReturnType<LoadLog>>;

/** Rows never change, so what was fetched once is right for as long as the page is open. */
const fetched = new Map<number, Log>();

function useLog(seq: number, onLoad: LoadLog): { answer: LoadedLog | null; retry: () => void } {
  const known = fetched.get(seq);
  const [answer, setAnswer] = useState<LoadedLog | null>(known ? { log: known } : null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt fetches again
  useEffect(() => {
    if (fetched.has(seq)) return;
    let isCurrent = true;
    onLoad(seq)
      .catch(() => ({ error: { message: 'The server did not answer.', hint: 'Try again in a moment.' } }))
      .then((loaded) => {
        if ('log' in loaded) fetched.set(seq, loaded.log);
        if (isCurrent) setAnswer(loaded);
      });
    return () => {
      isCurrent = false;
    };
  }, [seq, onLoad, attempt]);
  const retry = () => {
    setAnswer(null);
    setAttempt(attempt + 1);
  };
  return { answer, retry };
}

export function LogDetail({ seq, onLoad }: { seq: number; onLoad: LoadLog }) {
  const { answer, retry } = useLog(seq, onLoad);
  if (!answer) return <Skeleton className="h-24" />;
  if ('error' in answer) {
    return (
      <div className="grid justify-items-start gap-2">
        <Notice tone="error" title={answer.error.message}>
          {answer.error.hint}
        </Notice>
        <Button size="sm" onClick={retry}>
          Try again
        </Button>
      </div>
    );
  }
  return <LogDetails log={answer.log} />;
}

const LONG_DESCRIPTION = 240;

function LogDetails({ log }: { log: Log }) {
  const isLong = log.description.length > LONG_DESCRIPTION || log.description.includes('\n');
  const metadata = log.metadata;
  const hasMetadata = typeof metadata === 'object' && Object.keys(metadata).length > 0;
  return (
    <div className="grid min-w-0 gap-4">
      {isLong && <OutputBox text={log.description} label="Description" />}
      {log.error_message && (
        <Section title="Error">
          <OutputBox text={log.error_message} label="Error" />
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
      <h4 className="font-medium text-meta text-muted">{title}</h4>
      {children}
    </section>
  );
}
