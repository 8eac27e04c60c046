'use client';

import { Download, LoaderCircle, RotateCw, ShieldAlert, ShieldCheck } from 'lucide-react';
import { Button, buttonClasses } from '@/components/ui/button';
import { useApiQuery } from '@/components/ui/use-api-query';
import type { Failure } from '@/lib/action-result';
import type { LogVerification } from '@/lib/agent-execution/agent-execution.types';
import { formatCount } from '@/lib/format/words';

/** Verifies the log's hash chain when it is shown, and exports the log for a check elsewhere. */
export function LogProof({ planId }: { planId: string }) {
  const { data, error, isFetching, refetch } = useApiQuery<LogVerification>(`/plans/${planId}/verification`);
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-1 border-line border-b py-1 pr-1 pl-3">
      <p role="status" className="flex min-w-0 flex-1 items-center gap-1.5">
        <Verdict data={data} failure={error} planId={planId} />
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

interface VerdictProps {
  data: LogVerification | undefined;
  failure: Failure | null;
  planId: string;
}

function Verdict({ data, failure, planId }: VerdictProps) {
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
