'use client';

import { Download, LoaderCircle, RotateCw, ShieldAlert, ShieldCheck } from 'lucide-react';
import { Button, buttonClasses } from '@/components/ui/button';
import { type Answer, useAnswer } from '@/components/ui/use-answer';
import type { LogVerification } from '@/lib/agent-execution/agent-execution.types';
import { formatCount } from '@/lib/format/words';

/** Whether the log is what was written: its hash chain is walked when one looks, and the log can be taken along to be checked elsewhere. */
export function LogProof({ planId }: { planId: string }) {
  const answer = useAnswer<LogVerification>(`/plans/${planId}/verification`);
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-1 border-line border-b py-1 pr-1 pl-3">
      <p role="status" className="flex min-w-0 flex-1 items-center gap-1.5">
        <Verdict answer={answer} planId={planId} />
      </p>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Verify the log again"
        disabled={answer.isLoading}
        onClick={answer.ask}
      >
        <RotateCw aria-hidden />
      </Button>
      <a
        href={`/api/v1/plans/${planId}/logs/export`}
        download
        title="As a file that can be checked without this server"
        className={buttonClasses({ variant: 'ghost', size: 'sm' })}
      >
        <Download aria-hidden />
        Export
      </a>
    </div>
  );
}

function Verdict({ answer: { data, error }, planId }: { answer: Answer<LogVerification>; planId: string }) {
  if (error)
    return <span className="break-text text-muted">{`The log could not be verified. ${error.hint}`}</span>;
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
