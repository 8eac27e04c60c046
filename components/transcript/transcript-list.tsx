'use client';

import { useLayoutEffect, useMemo, useRef } from 'react';
import { ClockTime } from '@/components/ui/clock-time';
import { useOpenRows } from '@/components/ui/use-open-rows';
import { useVisibleRows } from '@/components/ui/use-visible-rows';
import { eventTime } from '@/lib/agent-execution/event-time';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import type { TranscriptRow as Row } from '@/lib/dashboard/transcript';
import { ItemRow } from './item-row';
import type { StepNames } from './move-sentence';
import { SubRun } from './sub-run';
import { type EntryItem, type TranscriptItem, toItems } from './transcript-items';
import { TranscriptRow } from './transcript-row';
import type { LoadSubRun, LoadWholeRow } from './use-transcript';

export interface TranscriptListProps {
  rows: Row[];
  /** The row to scroll to. */
  startRow: number | null;
  isSearch: boolean;
  stepNames: StepNames;
  usage: UsageGroup[];
  /** The newest row to show; null without an end. */
  until: number | null;
  onLoadSubRun: LoadSubRun;
  onLoadRow: LoadWholeRow;
}

/** Heights in pixels until a row is measured. */
const HEIGHTS = {
  prompt: 90,
  message: 60,
  command: 160,
  edit: 260,
  call: 40,
  move: 90,
  event: 30,
  sub_plan: 44,
};

/** Shows the rows near the window. */
export function TranscriptList({
  rows,
  startRow,
  isSearch,
  stepNames,
  usage,
  ...loads
}: TranscriptListProps) {
  const items = useMemo(() => toItems(rows, stepNames, isSearch), [rows, stepNames, isSearch]);
  const startItem = items.find((item) => startRow !== null && seqsOf(item).includes(startRow));
  const { open, toggle } = useOpenRows(startRow === null ? [] : [startRow, startItem?.seq ?? startRow]);
  const visible = useVisibleRows<TranscriptItem, HTMLOListElement>(items, {
    keyOf: ({ seq }) => String(seq),
    heightOf: (item) => HEIGHTS[item.kind === 'events' ? 'event' : item.entry.kind],
  });
  const { element, measure, shown, before, after } = visible;
  useKeptPlace(items, shown[0]?.index ?? 0, visible.startOf);
  useLayoutEffect(() => {
    if (startRow !== null) element.current?.scrollIntoView({ block: 'start' });
  }, [element, startRow]);
  const costs = useMemo(() => new Map(usage.map((group) => [group.step_number, group])), [usage]);
  const rowOf = ({ seq, row, entry }: EntryItem) => (
    <TranscriptRow
      key={seq}
      row={row}
      entry={entry}
      isStart={seq === startRow}
      isOpen={open.has(seq)}
      usage={row.action_type === 'complete_step' ? costs.get(row.step_number) : undefined}
      stepNames={stepNames}
      onToggle={toggle}
      onLoadRow={loads.onLoadRow}
      body={
        entry.kind === 'sub_plan' ? (
          <SubRun entry={entry} isOpen={open.has(seq)} onToggle={() => toggle(seq)} {...loads} />
        ) : undefined
      }
    />
  );
  return (
    <ol
      ref={element}
      aria-label="Transcript"
      className="@container scroll-mt-28 lg:scroll-mt-24"
      style={{ paddingTop: before, paddingBottom: after }}
    >
      {shown.map(({ index, row: item }) => (
        <li key={item.seq} data-index={index} ref={measure}>
          <ItemRow
            item={item}
            isOpen={(seq) => open.has(seq)}
            onToggle={toggle}
            rowOf={rowOf}
            clockOf={(row) => <ClockTime at={eventTime(row)} />}
          />
        </li>
      ))}
    </ol>
  );
}

const seqsOf = (item: TranscriptItem) =>
  item.kind === 'events' ? item.items.map(({ seq }) => seq) : [item.seq];

/** Keeps the rows in view where they are when rows above them appear, or are removed because there are too many. */
function useKeptPlace(
  items: TranscriptItem[],
  shownIndex: number,
  startOf: (index: number) => number | undefined,
) {
  const kept = useRef<{ firstSeq?: number; seq?: number; start?: number }>({});
  useLayoutEffect(() => {
    const known = kept.current;
    const firstSeq = items[0]?.seq;
    if (known.firstSeq !== undefined && firstSeq !== known.firstSeq) {
      const start = startOf(items.findIndex(({ seq }) => seq === known.seq));
      if (start !== undefined && known.start !== undefined)
        scrollBy({ top: start - known.start, behavior: 'instant' });
    }
    kept.current = { firstSeq, seq: items[shownIndex]?.seq, start: startOf(shownIndex) };
  });
}
