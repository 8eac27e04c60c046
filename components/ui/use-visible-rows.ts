'use client';

import { useWindowVirtualizer, windowScroll } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useIsPrinting } from './use-is-printing';

/** The size that the server assumes. */
const SERVER_SIZE = { width: 1024, height: 1200 };
const OVERSCAN_ROWS = 12;

export interface VisibleRowsOptions<Row> {
  keyOf: (row: Row) => string;
  /** Estimated height in pixels, until the row is measured. */
  heightOf: (row: Row) => number;
}

/**
 * Returns the rows of a list in and near the window, and the height of the rows before and after them. Only these rows
 * are rendered, in the normal flow, so that each may have any height. A print has all rows.
 */
export function useVisibleRows<Row, Element extends HTMLElement>(
  rows: Row[],
  { keyOf, heightOf }: VisibleRowsOptions<Row>,
) {
  const element = useRef<Element>(null);
  const isPrinting = useIsPrinting();
  const scrollMargin = useScrollMargin(element);
  const scrollToFn = useScrollOnceMounted();
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
    overscan: OVERSCAN_ROWS,
    scrollMargin,
    initialRect: SERVER_SIZE,
    // The first render uses the server's scroll offset, even if the person has scrolled before hydration; the real one follows.
    initialOffset: 0,
    scrollToFn,
  });
  const items = virtualizer.getVirtualItems();
  const inView = items.flatMap(({ index }) => {
    const row = rows[index];
    return row === undefined ? [] : [{ index, row }];
  });
  const start = (items[0]?.start ?? scrollMargin) - scrollMargin;
  const end = (items.at(-1)?.end ?? scrollMargin) - scrollMargin;
  return {
    element,
    reveal: (index: number) => virtualizer.scrollToIndex(index, { align: 'center' }),
    /** Returns how far below the start of the list a row begins, in pixels. */
    startOf: (index: number) => virtualizer.measurementsCache[index]?.start,
    /** A ref for each row, which must have its index in data-index. */
    measure: virtualizer.measureElement,
    /** Measures all rows again after their height has changed. */
    measureAll: () => virtualizer.measure(),
    shown: isPrinting ? rows.map((row, index) => ({ index, row })) : inView,
    before: isPrinting ? 0 : Math.max(0, start),
    after: isPrinting ? 0 : Math.max(0, virtualizer.getTotalSize() - end),
  };
}

/** Returns the height of what is above the list in the document, which may appear, disappear and wrap. */
function useScrollMargin(element: RefObject<HTMLElement | null>): number {
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const measure = () =>
      setScrollMargin(Math.round((element.current?.getBoundingClientRect().top ?? 0) + scrollY));
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return scrollMargin;
}

/**
 * Returns a function that scrolls the window, except while the list mounts: it would then scroll to its initial offset, and undo what the
 * person or the page has scrolled.
 */
function useScrollOnceMounted() {
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    // The list begins at the top; the event makes it read where the window is.
    if (window.scrollY > 0) window.dispatchEvent(new Event('scroll'));
  }, []);
  return (...scroll: Parameters<typeof windowScroll>) => {
    if (isMounted.current) windowScroll(...scroll);
  };
}
