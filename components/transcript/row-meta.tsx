'use client';

import { Fingerprint } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { ClockTime } from '@/components/ui/clock-time';
import { Link } from '@/components/ui/link';
import { MeterBar } from '@/components/ui/meter-bar';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import { classNames } from '@/lib/class-names';
import type { TranscriptRow } from '@/lib/dashboard/transcript';
import { formatRunTime } from '@/lib/format/duration';
import { formatCost, formatTokens, tokensOf, usageDetails } from '@/lib/format/usage';
import type { TranscriptEntry } from './transcript-entry';

export interface RowMetaProps {
  row: TranscriptRow;
  entry: TranscriptEntry;
  usage: UsageGroup | undefined;
  hasProof: boolean;
  onProof: (hasProof: boolean) => void;
}

/** Shows the figures of a row, aligned at the right, and the link to it. */
export function RowMeta({ row, entry, usage, hasProof, onProof }: RowMetaProps) {
  const { duration_ms } = row.metadata;
  const query = useSearchParams();
  const tokens = usage ? tokensOf(usage) : 0;
  return (
    <div
      className={classNames(
        'col-start-2 min-h-5 flex-wrap items-center gap-x-3 font-mono text-faint text-meta tabular-nums',
        '@2xl:absolute @2xl:right-3 @2xl:flex @2xl:justify-end',
        entry.kind === 'event' ? 'hidden @2xl:top-1' : 'flex @2xl:top-2.5',
      )}
    >
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Proof of row ${row.seq}`}
        title="Proof: actor, hash and the hash before"
        aria-pressed={hasProof}
        className="-my-1.5 size-6 opacity-0 @max-2xl:order-last @max-2xl:-ml-2 focus-visible:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100 aria-pressed:opacity-100 pointer-coarse:opacity-100"
        onClick={() => onProof(!hasProof)}
      >
        <Fingerprint aria-hidden />
      </Button>
      {row.agent_confidence !== null && <MeterBar value={row.agent_confidence} label="Confidence" />}
      {usage && (
        <span title={usageDetails(usage)}>
          {tokens > 0 && `${formatTokens(tokens)} tok · `}
          {formatCost(usage)}
        </span>
      )}
      {entry.kind === 'command' && entry.exitCode !== null && <ExitBadge code={entry.exitCode} />}
      {typeof duration_ms === 'number' && <span>{formatRunTime(duration_ms)}</span>}
      <Link
        href={rowHref(query, row.seq)}
        prefetch={false}
        data-row
        className="rounded-sm hover:text-ink hover:underline"
      >
        <span className="sr-only">Row {row.seq}, </span>
        <ClockTime at={row.created_at} />
      </Link>
    </div>
  );
}

/** Returns the address of a row: the step and the view stay, and a search ends, so that the rows around it show. */
function rowHref(query: URLSearchParams, seq: number): string {
  const next = new URLSearchParams(query);
  next.delete('q');
  next.set('tab', 'transcript');
  next.set('row', String(seq));
  return `?${next}`;
}

function ExitBadge({ code }: { code: number }) {
  return (
    <span
      className={classNames(
        'rounded-sm border px-1',
        code === 0 ? 'border-line text-faint' : 'border-failed font-semibold text-failed',
      )}
    >
      exit {code}
    </span>
  );
}
