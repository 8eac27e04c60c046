'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { PlanTableRow } from '@/lib/agent-execution/plan-table';

/** What the server renders before anything could be measured. */
const FIRST_SIGHT = { width: 1024, height: 1200 };

/** The rows in and near sight, and the height of those before and after them. */
export function useVisibleRows(plans: PlanTableRow[], rowHeight: number) {
  const element = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    // What is above the table may come, go and wrap.
    const measure = () =>
      setScrollMargin(Math.round((element.current?.getBoundingClientRect().top ?? 0) + scrollY));
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: plans.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => plans[index]?.id ?? index,
    overscan: 12,
    scrollMargin,
    initialRect: FIRST_SIGHT,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are to be measured anew.
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);
  const items = virtualizer.getVirtualItems();
  return {
    element,
    reveal: (index: number) => virtualizer.scrollToIndex(index, { align: 'center' }),
    measure: virtualizer.measureElement,
    shown: items.flatMap(({ index }) => {
      const plan = plans[index];
      return plan ? [{ index, plan }] : [];
    }),
    before: (items[0]?.start ?? scrollMargin) - scrollMargin,
    after: virtualizer.getTotalSize() - ((items.at(-1)?.end ?? scrollMargin) - scrollMargin),
  };
}
