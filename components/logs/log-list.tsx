'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { LoadLog } from './log-detail';
import { LogHeading } from './log-heading';
import type { LogItem } from './log-pages';
import { LogRow } from './log-row';
import { useRowKeys } from './use-row-keys';

export interface LogListProps {
  items: LogItem[];
  /** Rows after this one have just come. */
  settledSeq: number;
  openRow: number | null;
  stepNames?: Record<number, string>;
  onLoadLog: LoadLog;
}

const ROW = 37;
const HEADING = 27;
/** What the server renders before anything could be measured. */
const FIRST_SIGHT = { width: 1024, height: 1200 };

/** Only the rows in sight are in the document, in its flow, so that each may be as high as it needs. */
export function LogList({ items, settledSeq, openRow, stepNames, onLoadLog }: LogListProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(openRow === null ? [] : [openRow]));
  const element = useRef<HTMLOListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    // What is above the list (the histogram, say) may come, go and wrap.
    const measure = () =>
      setScrollMargin(Math.round((element.current?.getBoundingClientRect().top ?? 0) + scrollY));
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) => (items[index]?.kind === 'heading' ? HEADING : ROW),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 12,
    scrollMargin,
    initialRect: FIRST_SIGHT,
  });
  const toggle = useCallback((seq: number) => {
    setOpen((known) => {
      const next = new Set(known);
      if (!next.delete(seq)) next.add(seq);
      return next;
    });
  }, []);
  const onKeyDown = useRowKeys();

  const shown = virtualizer.getVirtualItems();
  const before = (shown[0]?.start ?? scrollMargin) - scrollMargin;
  const after = virtualizer.getTotalSize() - ((shown.at(-1)?.end ?? scrollMargin) - scrollMargin);
  return (
    <ol
      ref={element}
      aria-label="Log"
      onKeyDown={onKeyDown}
      className="@container [overflow-anchor:none]"
      style={{ paddingTop: Math.max(0, before), paddingBottom: Math.max(0, after) }}
    >
      {shown.map(({ index, key }) => {
        const item = items[index];
        if (!item) return null;
        return (
          <li key={key} data-index={index} ref={virtualizer.measureElement}>
            {item.kind === 'heading' ? (
              <LogHeading row={item.row} count={item.count} stepNames={stepNames} />
            ) : (
              <LogRow
                row={item.row}
                isNew={item.row.seq > settledSeq}
                isOpen={open.has(item.row.seq)}
                onToggle={toggle}
                onLoad={onLoadLog}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}
