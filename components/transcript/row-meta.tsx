'use client';

import { useSearchParams } from 'next/navigation';
import { ClockTime } from '@/components/ui/clock-time';
import { Link } from '@/components/ui/link';
import { eventTime } from '@/lib/agent-execution/event-time';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import type { TranscriptRow } from '@/lib/dashboard/transcript';
import { formatCost, formatTokens, tokensOf, usageDetails } from '@/lib/format/usage';
import { ProofButton, RowFigures } from './row-figures';
import type { TranscriptEntry } from './transcript-entry';

export interface RowMetaProps {
  row: TranscriptRow;
  entry: TranscriptEntry;
  /** The usage of a completed step, in place of that of its row. */
  usage: UsageGroup | undefined;
  hasProof: boolean;
  onProof: (hasProof: boolean) => void;
}

/** Shows the figures of a row, and the link to it. */
export function RowMeta({ row, entry, usage: ofStep, hasProof, onProof }: RowMetaProps) {
  const query = useSearchParams();
  const usage = ofStep ?? row.usage;
  const tokens = usage ? tokensOf(usage) : 0;
  return (
    <>
      <ProofButton seq={row.seq} hasProof={hasProof} onProof={onProof} />
      <RowFigures row={row} entry={entry}>
        {usage && (
          <span title={usageDetails(usage)}>
            {tokens > 0 && `${formatTokens(tokens)} tok · `}
            {formatCost(usage)}
          </span>
        )}
      </RowFigures>
      <Link
        href={rowHref(query, row.seq)}
        prefetch={false}
        data-row
        className="rounded-sm hover:text-ink hover:underline"
      >
        <span className="sr-only">Row {row.seq}, </span>
        <ClockTime at={eventTime(row)} />
      </Link>
    </>
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
