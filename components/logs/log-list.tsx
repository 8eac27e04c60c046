'use client';

import { useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { SearchedText } from '@/components/content/searched-text';
import { useMarks } from '@/components/content/use-marks';
import { useNow, useTimeZone } from '@/components/ui/clock';
import { useOpenRows } from '@/components/ui/use-open-rows';
import { useVisibleRows } from '@/components/ui/use-visible-rows';
import type { LoadLog } from './log-detail';
import { type LogItem, toLogItems } from './log-pages';
import { LogRow } from './log-row';
import { logSearchParams } from './log-search-params';
import type { LogSummary } from './log-summary';

export interface LogListProps {
  /** In the order of the list. */
  rows: LogSummary[];
  /** Rows with a larger seq are new. */
  settledSeq: number;
  openRow: number | null;
  stepNames?: Record<number, string>;
  onLoadLog: LoadLog;
}

const ROW_HEIGHT_PX = 37;
const DAY_HEIGHT_PX = 25;
const MINUTE_MS = 60_000;

export function LogList({ rows, settledSeq, openRow, stepNames, onLoadLog }: LogListProps) {
  const { open, toggle } = useOpenRows(openRow === null ? [] : [openRow]);
  const timeZone = useTimeZone();
  const minute = Math.floor(useNow() / MINUTE_MS);
  const items = useMemo(() => toLogItems(rows, minute * MINUTE_MS, timeZone), [rows, minute, timeZone]);
  const { element, measure, shown, before, after } = useVisibleRows<LogItem, HTMLOListElement>(items, {
    keyOf: (item) => item.key,
    heightOf: (item) => (item.kind === 'day' ? DAY_HEIGHT_PX : ROW_HEIGHT_PX),
  });
  const [searched] = useQueryState('q', logSearchParams.q);
  useMarks(element, searched);

  return (
    <SearchedText value={searched}>
      <ol
        ref={element}
        aria-label="Log"
        className="@container [overflow-anchor:none]"
        style={{ paddingTop: before, paddingBottom: after }}
      >
        {shown.map(({ index, row: item }) => (
          <li key={item.key} data-index={index} ref={measure}>
            {item.kind === 'day' ? (
              <h3 className="border-line border-b bg-sunken px-3 py-1 font-medium text-meta text-muted tabular-nums">
                {item.day}
              </h3>
            ) : (
              <LogRow
                row={item.row}
                {...item.repeats}
                stepNames={stepNames}
                isNew={item.row.seq > settledSeq}
                isOpen={open.has(item.row.seq)}
                onToggle={toggle}
                onLoad={onLoadLog}
              />
            )}
          </li>
        ))}
      </ol>
    </SearchedText>
  );
}
