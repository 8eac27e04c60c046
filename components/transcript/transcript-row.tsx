'use client';

import { memo, type ReactNode, useState } from 'react';
import { LogFacts } from '@/components/logs/log-facts';
import { Button } from '@/components/ui/button';
import { useAction } from '@/components/ui/use-action';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import type { TranscriptRow as Row } from '@/lib/dashboard/transcript';
import { EntryBody } from './entry-body';
import { EntryFrame } from './entry-frame';
import type { StepNames } from './move-sentence';
import { hasFigures } from './row-figures';
import { RowMeta } from './row-meta';
import { type TranscriptEntry, toEntry } from './transcript-entry';
import type { LoadWholeRow } from './use-transcript';

export interface TranscriptRowProps {
  row: Row;
  entry: TranscriptEntry;
  /** The row in the URL. */
  isStart: boolean;
  isOpen: boolean;
  /** What the step took that this row completed. */
  usage: UsageGroup | undefined;
  onToggle: (seq: number) => void;
  onLoadRow: LoadWholeRow;
  stepNames: StepNames;
  /** What the row shows instead of its entry. */
  body?: ReactNode;
}

/** Shows a row of the transcript: its icon, what it says, and at the right its exit code, duration, cost and time. */
export const TranscriptRow = memo(function TranscriptRow(props: TranscriptRowProps) {
  const { row, entry, isStart, isOpen, usage, onToggle, onLoadRow, stepNames, body } = props;
  const [whole, setWhole] = useState<Log | null>(null);
  const [hasProof, setHasProof] = useState(false);
  const shown = whole === null ? entry : toEntry(whole, stepNames);
  return (
    <EntryFrame
      row={row}
      entry={entry}
      isStart={isStart}
      hasFigures={Boolean(usage ?? row.usage) || hasFigures(row, entry)}
      meta={<RowMeta row={row} entry={entry} usage={usage} hasProof={hasProof} onProof={setHasProof} />}
      below={
        <>
          {row.is_cut && whole === null && <WholeRow seq={row.seq} onLoad={onLoadRow} onLoaded={setWhole} />}
          {hasProof && <LogFacts log={row} />}
        </>
      }
    >
      {body ?? <EntryBody row={row} entry={shown} isOpen={isOpen} onToggle={onToggle} />}
    </EntryFrame>
  );
});

interface WholeRowProps {
  seq: number;
  onLoad: LoadWholeRow;
  onLoaded: (log: Log) => void;
}

function WholeRow({ seq, onLoad, onLoaded }: WholeRowProps) {
  const { isPending, run } = useAction();
  return (
    <Button
      variant="ghost"
      size="sm"
      isBusy={isPending}
      className="justify-self-start"
      onClick={() => run(() => onLoad(seq), { onSuccess: ({ log }) => onLoaded(log) })}
    >
      Load the rest of this output
    </Button>
  );
}
