'use client';

import { useEffect, useState } from 'react';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import { mergeLogPages, refreshLogPages } from './log-pages';
import type { LogOrder } from './log-search-params';
import type { LogPage } from './log-summary';

/** Loads the rows that follow a row in the order of the list. */
export type LoadLogPage = (seq: number) => Promise<ActionResult<{ page: LogPage }>>;

/** Keeps the loaded rows and merges the server's first page into them; another key starts another view. */
export function useLogPages(first: LogPage, viewKey: string, order: LogOrder, onLoadPage: LoadLogPage) {
  const [seen, setSeen] = useState({ first, viewKey });
  const [pages, setPages] = useState(first);
  const { isPending: isLoading, run } = useAction();
  if (seen.first !== first) {
    setSeen({ first, viewKey });
    setPages(seen.viewKey === viewKey ? refreshLogPages(pages, first, order) : first);
  }
  const loadNext = (seq: number) =>
    run(() => onLoadPage(seq), {
      onSuccess: ({ page }) => setPages((known) => mergeLogPages(known, page, order)),
    });
  // A search ends after some time, so it continues until it has found a row.
  const nextSeq = pages.rows.length === 0 ? pages.next_seq : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that failed is not loaded again by itself
  useEffect(() => {
    if (nextSeq !== null) loadNext(nextSeq);
  }, [nextSeq]);
  return { pages, isLoading, loadNext };
}
