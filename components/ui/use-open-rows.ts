'use client';

import { useCallback, useState } from 'react';

/** Keeps which rows are open; rows that leave the window keep it, too. */
export function useOpenRows(first: number[] = []) {
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(first));
  const toggle = useCallback((seq: number) => {
    setOpen((known) => {
      const next = new Set(known);
      if (!next.delete(seq)) next.add(seq);
      return next;
    });
  }, []);
  return { open, toggle };
}
