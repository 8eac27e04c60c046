import { Fingerprint } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { MeterBar } from '@/components/ui/meter-bar';
import { classNames } from '@/lib/class-names';
import { formatRunTime } from '@/lib/format/duration';
import type { EntryRow, TranscriptEntry } from './transcript-entry';

export interface RowFiguresProps {
  row: Pick<EntryRow, 'agent_confidence' | 'metadata'>;
  entry: TranscriptEntry;
  /** What the row has cost. */
  children?: ReactNode;
}

/** Returns whether RowFigures shows something of a row besides its cost. */
export function hasFigures(row: RowFiguresProps['row'], entry: TranscriptEntry): boolean {
  const hasExit = entry.kind === 'command' && entry.exitCode !== null;
  return row.agent_confidence !== null || hasExit || typeof row.metadata.duration_ms === 'number';
}

/** Shows the confidence of a row, what it has cost, its exit code and its duration. */
export function RowFigures({ row, entry, children }: RowFiguresProps) {
  const { duration_ms } = row.metadata;
  const exitCode = entry.kind === 'command' ? entry.exitCode : null;
  return (
    <>
      {row.agent_confidence !== null && <MeterBar value={row.agent_confidence} label="Confidence" />}
      {children}
      {exitCode !== null && <ExitBadge code={exitCode} />}
      {typeof duration_ms === 'number' && <span>{formatRunTime(duration_ms)}</span>}
    </>
  );
}

export interface ProofButtonProps {
  seq: number;
  hasProof: boolean;
  onProof: (hasProof: boolean) => void;
}

/** Shows and hides the hashes of a row. */
export function ProofButton({ seq, hasProof, onProof }: ProofButtonProps) {
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={`Proof of row ${seq}`}
      title="Proof: actor, hash and the hash before"
      aria-pressed={hasProof}
      className="-my-1.5 size-6 opacity-0 bg-surface focus-visible:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100 aria-pressed:opacity-100 pointer-coarse:opacity-100"
      onClick={() => onProof(!hasProof)}
    >
      <Fingerprint aria-hidden />
    </Button>
  );
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
