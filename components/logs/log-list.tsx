'use client';

import { useCallback, useState } from 'react';
import { useRowKeys } from '@/components/ui/use-row-keys';
import { useVisibleRows } from '@/components/ui/use-visible-rows';
import type { LoadLog } from './log-detail';
import { LogHeading } from './log-heading';
import type { LogItem } from './log-pages';
import { LogRow } from './log-row';

export interface LogListProps {
  items: LogItem[];
  /** Rows with a larger seq are new. */
  settledSeq: number;
  openRow: number | null;
  stepNames?: Record<number, string>;
  onLoadLog: LoadLog;
}

const ROW_HEIGHT_PX = 37;
const HEADING_HEIGHT_PX = 27;

export function LogList({ items, settledSeq, openRow, stepNames, onLoadLog }: LogListProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(openRow === null ? [] : [openRow]));
  const { element, measure, shown, before, after } = useVisibleRows<LogItem, HTMLOListElement>(items, {
    keyOf: (item) => item.key,
    heightOf: (item) => (item.kind === 'heading' ? HEADING_HEIGHT_PX : ROW_HEIGHT_PX),
  });
  const toggle = useCallback((seq: number) => {
    setOpen((known) => {
      const next = new Set(known);
      if (!next.delete(seq)) next.add(seq);
      return next;
    });
  }, []);
  const onKeyDown = useRowKeys();

  return (
    <ol
      ref={element}
      aria-label="Log"
      onKeyDown={onKeyDown}
      className="@container [overflow-anchor:none]"
      style={{ paddingTop: before, paddingBottom: after }}
    >
      {shown.map(({ index, row: item }) => (
        <li key={item.key} data-index={index} ref={measure}>
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
      ))}
    </ol>
  );
}
