'use client';

import { memo, type ReactNode, useState } from 'react';
import { Content } from '@/components/content/content';
import { LogFacts } from '@/components/logs/log-facts';
import { Button } from '@/components/ui/button';
import { useAction } from '@/components/ui/use-action';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import { classNames } from '@/lib/class-names';
import type { TranscriptRow as Row } from '@/lib/dashboard/transcript';
import { EntryBody } from './entry-body';
import { lookOf } from './entry-look';
import type { StepNames } from './move-sentence';
import { RowMeta } from './row-meta';
import { errorOf, type TranscriptEntry, toEntry } from './transcript-entry';
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
  const error = errorOf(row, entry);
  const { icon: Icon, tone } = lookOf(row, entry);
  const isQuiet = entry.kind === 'event';
  return (
    <article
      className={classNames(
        'group/row relative grid grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-3 px-3',
        isQuiet ? 'py-1' : 'py-2.5',
        isStart && 'animate-arrive',
      )}
    >
      <span className={classNames('flex h-5 items-center', tone)}>
        <Icon aria-hidden className={isQuiet ? 'mx-0.5 size-3' : 'size-4'} />
      </span>
      <div className="grid min-w-0 gap-2 @2xl:[&>*:first-child]:pr-56">
        {body ?? <EntryBody row={row} entry={shown} isOpen={isOpen} onToggle={onToggle} />}
        {error !== null && (
          <div className="border-failed border-l-2 pl-2.5">
            <Content text={error} label={`Error of row ${row.seq}`} source="output" lines={12} />
          </div>
        )}
        {row.is_cut && whole === null && <WholeRow seq={row.seq} onLoad={onLoadRow} onLoaded={setWhole} />}
        {hasProof && <LogFacts log={row} />}
      </div>
      <RowMeta row={row} entry={entry} usage={usage} hasProof={hasProof} onProof={setHasProof} />
    </article>
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
