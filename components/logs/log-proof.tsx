'use client';

import { Download, LoaderCircle, RotateCw, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { Button, buttonClasses } from '@/components/ui/button';
import { useApiQuery } from '@/components/ui/use-api-query';
import type { Failure } from '@/lib/action-result';
import type { LogVerification } from '@/lib/agent-execution/agent-execution.types';
import { formatCount } from '@/lib/format/words';

/** Milliseconds after new rows until they are verified, so that a burst is verified once. */
const MIN_WAIT_MS = 500;

export interface LogProofProps {
  planId: string;
  /** The newest row of the log. */
  lastSeq: number | null;
}

/** Verifies the log's hash chain when it is shown and after new rows, and exports the log for a check elsewhere. */
export function LogProof({ planId, lastSeq }: LogProofProps) {
  const { data, error, isFetching, refetch } = useApiQuery<LogVerification>(`/plans/${planId}/verification`);
  const isBehind = data?.is_valid === true && (data.last_seq ?? 0) < (lastSeq ?? 0);
  useVerifyAgain(isBehind && !error, isFetching, refetch);
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-1 border-line border-b py-1 pr-1 pl-3">
      <p role="status" className="flex min-w-0 flex-1 items-center gap-1.5">
        <Verdict data={data} failure={error} planId={planId} isBehind={isBehind} />
      </p>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Verify the log again"
        disabled={isFetching}
        onClick={() => refetch()}
      >
        <RotateCw aria-hidden />
      </Button>
      <a
        href={`/api/v1/plans/${planId}/logs/export`}
        download
        title="Download a file that can be verified without this server"
        className={buttonClasses({ variant: 'ghost', size: 'sm' })}
      >
        <Download aria-hidden />
        Export
      </a>
    </div>
  );
}

/** Verifies again while rows are missing in the result: at once after a quick verification, and later after a slow one. */
function useVerifyAgain(isBehind: boolean, isFetching: boolean, verify: () => unknown) {
  const run = useRef({ began: 0, length: 0 });
  useEffect(() => {
    if (isFetching) run.current.began = performance.now();
    else run.current.length = performance.now() - run.current.began;
  }, [isFetching]);
  const verifyNow = useEffectEvent(() => verify());
  useEffect(() => {
    if (!isBehind || isFetching) return;
    const timer = setTimeout(verifyNow, Math.min(60_000, Math.max(MIN_WAIT_MS, 10 * run.current.length)));
    return () => clearTimeout(timer);
  }, [isBehind, isFetching]);
}

interface VerdictProps {
  data: LogVerification | undefined;
  failure: Failure | null;
  planId: string;
  /** True if rows arrived after the verification. */
  isBehind: boolean;
}

function Verdict({ data, failure, planId, isBehind }: VerdictProps) {
  if (failure)
    return <span className="break-text text-muted">{`The log could not be verified. ${failure.hint}`}</span>;
  if (!data) {
    return (
      <>
        <LoaderCircle aria-hidden className="size-3.5 shrink-0 animate-spin text-faint" />
        <span className="text-muted">Verifying the log…</span>
      </>
    );
  }
  if (isBehind) {
    return (
      <>
        <LoaderCircle aria-hidden className="size-3.5 shrink-0 animate-spin text-faint" />
        <span className="shrink-0">Verifying new rows</span>
        <span className="truncate text-faint text-meta">{`the first ${formatCount(data.rows, 'row')} verified`}</span>
      </>
    );
  }
  if (data.is_valid) {
    return (
      <>
        <ShieldCheck aria-hidden className="size-3.5 shrink-0 text-completed" />
        <span className="shrink-0 font-medium">Log verified</span>
        <span className="truncate text-faint text-meta">{`${formatCount(data.rows, 'row')}, none changed, none missing`}</span>
      </>
    );
  }
  return (
    <>
      <ShieldAlert aria-hidden className="size-3.5 shrink-0 text-failed" />
      <span className="break-text">
        <a href={`/plans/${planId}?row=${data.broken_seq}`} className="font-medium text-failed underline">
          {`Log broken at row ${data.broken_seq}`}
        </a>
        {`: ${data.reason}`}
      </span>
    </>
  );
}
