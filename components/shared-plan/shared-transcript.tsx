'use client';

import { useMemo, useState } from 'react';
import { EntryBody } from '@/components/transcript/entry-body';
import { EntryFrame } from '@/components/transcript/entry-frame';
import { ItemRow } from '@/components/transcript/item-row';
import type { StepNames } from '@/components/transcript/move-sentence';
import { hasFigures, ProofButton, RowFigures } from '@/components/transcript/row-figures';
import { type EntryItem, toItems } from '@/components/transcript/transcript-items';
import { FactList } from '@/components/ui/fact-list';
import { useOpenRows } from '@/components/ui/use-open-rows';
import { eventTime } from '@/lib/agent-execution/event-time';
import type { SharedRow } from '@/lib/shares/shared-plan';
import { SharedClock, SharedTime } from './shared-time';

export interface SharedTranscriptProps {
  rows: SharedRow[];
  stepNames: StepNames;
}

/** Shows rows as the dashboard does, without links, and with times in UTC. */
export function SharedTranscript({ rows, stepNames }: SharedTranscriptProps) {
  const items = useMemo(() => toItems(rows, stepNames, false), [rows, stepNames]);
  const { open, toggle } = useOpenRows();
  const rowOf = (item: EntryItem<SharedRow>) => (
    <SharedEntry key={item.seq} {...item} isOpen={open.has(item.seq)} onToggle={toggle} />
  );
  return (
    <ol aria-label="Transcript" className="@container">
      {items.map((item) => (
        <li key={item.seq}>
          <ItemRow
            item={item}
            isOpen={(seq) => open.has(seq)}
            onToggle={toggle}
            rowOf={rowOf}
            clockOf={(row) => <SharedClock at={eventTime(row)} />}
          />
        </li>
      ))}
    </ol>
  );
}

interface SharedEntryProps extends EntryItem<SharedRow> {
  isOpen: boolean;
  onToggle: (seq: number) => void;
}

function SharedEntry({ row, entry, isOpen, onToggle }: SharedEntryProps) {
  const [hasProof, setHasProof] = useState(false);
  return (
    <EntryFrame
      row={row}
      entry={entry}
      hasFigures={hasFigures(row, entry)}
      meta={
        <>
          <ProofButton seq={row.seq} hasProof={hasProof} onProof={setHasProof} />
          <RowFigures row={row} entry={entry} />
          <SharedClock at={eventTime(row)} />
        </>
      }
      below={
        <>
          {row.is_cut && <p className="text-faint text-meta">Long texts are cut on a shared page.</p>}
          {hasProof && <Proof row={row} />}
        </>
      }
    >
      <EntryBody row={row} entry={entry} isOpen={isOpen} onToggle={onToggle} />
    </EntryFrame>
  );
}

function Proof({ row }: { row: SharedRow }) {
  const facts = [
    ['recorded', <SharedTime key="recorded" at={row.created_at} />],
    ['seq', String(row.seq)],
    ['actor', row.actor],
    ['hash', row.hash],
    ['previous', row.prev_hash],
  ] as const;
  return <FactList facts={facts} className="break-all font-mono text-muted" />;
}
