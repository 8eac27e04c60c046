'use client';

import { useCallback, useState } from 'react';

/** Keeps which rows are open, by number; rows that leave the window keep it, too. */
export function useOpenRows(first: number[] = []) {
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(first));
  const toggle = useCallback((row: number) => {
    setOpen((known) => {
      const next = new Set(known);
      if (!next.delete(row)) next.add(row);
      return next;
    });
  }, []);
  return { open, toggle, setOpen };
}
