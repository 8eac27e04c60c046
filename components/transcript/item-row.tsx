'use client';

import { ListChecks } from 'lucide-react';
import type { ReactNode } from 'react';
import { OpenChevron } from '@/components/ui/open-chevron';
import { useIsPrinting } from '@/components/ui/use-is-printing';
import type { EntryRow } from './transcript-entry';
import type { EntryItem, EventsItem, TranscriptItem } from './transcript-items';

export interface ItemRowProps<Row extends EntryRow> {
  item: TranscriptItem<Row>;
  isOpen: (seq: number) => boolean;
  onToggle: (seq: number) => void;
  rowOf: (item: EntryItem<Row>) => ReactNode;
  /** Shows when a row happened. */
  clockOf: (row: Row) => ReactNode;
}

/** Shows one row of the log, or a run of small changes of the plan as one line. */
export function ItemRow<Row extends EntryRow>({ item, isOpen, onToggle, rowOf, clockOf }: ItemRowProps<Row>) {
  if (item.kind === 'entry') return rowOf(item);
  return (
    <EventsRow
      item={item}
      isOpen={isOpen(item.seq)}
      onToggle={onToggle}
      time={item.items[0] && clockOf(item.items[0].row)}
    >
      {item.items.map(rowOf)}
    </EventsRow>
  );
}

interface EventsRowProps {
  item: EventsItem<EntryRow>;
  isOpen: boolean;
  onToggle: (seq: number) => void;
  /** When the first change was made. */
  time: ReactNode;
  children: ReactNode;
}

/** A line that opens. */
function EventsRow({ item, isOpen, onToggle, time, children }: EventsRowProps) {
  const isPrinting = useIsPrinting();
  return (
    <>
      <div className="relative flex items-center gap-3 px-3 py-1 text-meta">
        <ListChecks aria-hidden className="size-4 shrink-0 text-faint" />
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => onToggle(item.seq)}
          className="flex min-w-0 flex-1 items-center gap-1 rounded-sm text-left text-muted leading-5 hover:text-ink pointer-coarse:-my-2.5 pointer-coarse:min-h-10"
        >
          <span dir="auto" className="min-w-0 truncate">
            {item.title}
          </span>
          <span className="shrink-0 text-faint">· {item.items.length - 1} more changes</span>
          <OpenChevron isOpen={isOpen} />
        </button>
        <span className="font-mono text-faint tabular-nums max-sm:hidden">{time}</span>
      </div>
      {(isOpen || isPrinting) && children}
    </>
  );
}
