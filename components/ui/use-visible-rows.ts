'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';

/** What the server renders before anything could be measured. */
const FIRST_SIGHT = { width: 1024, height: 1200 };
const OVERSCAN = 12;

export interface VisibleRowsOptions<Row> {
  keyOf: (row: Row) => string;
  /** Pixels, until the row was measured. */
  heightOf: (row: Row) => number;
}

/**
 * Of a list that the window scrolls, the rows in and near sight, and the height of those before and after them: only these are in
 * the document, in its flow, so that each may be as high as it needs.
 */
export function useVisibleRows<Row, Element extends HTMLElement>(
  rows: Row[],
  { keyOf, heightOf }: VisibleRowsOptions<Row>,
) {
  const element = useRef<Element>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    // What is above the list may come, go and wrap.
    const measure = () =>
      setScrollMargin(Math.round((element.current?.getBoundingClientRect().top ?? 0) + scrollY));
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => {
      const row = rows[index];
      return row === undefined ? 0 : heightOf(row);
    },
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: OVERSCAN,
    scrollMargin,
    initialRect: FIRST_SIGHT,
    // As the server had it, also where one has scrolled before the page came alive; the true place is read right after.
    initialOffset: 0,
  });
  const items = virtualizer.getVirtualItems();
  return {
    element,
    reveal: (index: number) => virtualizer.scrollToIndex(index, { align: 'center' }),
    /** A ref for each row, which must carry its index as data-index. */
    measure: virtualizer.measureElement,
    /** For when all rows have taken another height. */
    measureAll: () => virtualizer.measure(),
    shown: items.flatMap(({ index }) => {
      const row = rows[index];
      return row === undefined ? [] : [{ index, row }];
    }),
    before: Math.max(0, (items[0]?.start ?? scrollMargin) - scrollMargin),
    after: Math.max(0, virtualizer.getTotalSize() - ((items.at(-1)?.end ?? scrollMargin) - scrollMargin)),
  };
}
