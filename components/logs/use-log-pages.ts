'use client';

import { useState } from 'react';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import { mergeLogPages, refreshLogPages } from './log-pages';
import type { LogPage } from './log-summary';

export type LoadLogPage = (beforeSeq: number) => Promise<ActionResult<{ page: LogPage }>>;

/** Keeps the loaded rows and merges the server's newest page into them; another key starts another view. */
export function useLogPages(newest: LogPage, viewKey: string, onLoadPage: LoadLogPage) {
  const [seen, setSeen] = useState({ newest, viewKey });
  const [pages, setPages] = useState(newest);
  const { isPending: isLoading, run } = useAction();
  if (seen.newest !== newest) {
    setSeen({ newest, viewKey });
    setPages(seen.viewKey === viewKey ? refreshLogPages(pages, newest) : newest);
  }
  const loadOlder = (beforeSeq: number) =>
    run(() => onLoadPage(beforeSeq), {
      onSuccess: ({ page }) => setPages((known) => mergeLogPages(known, page)),
    });
  return { pages, isLoading, loadOlder };
}
