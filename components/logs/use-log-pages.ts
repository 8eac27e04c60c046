'use client';

import { useState, useTransition } from 'react';
import { notifyError } from '@/components/ui/notify';
import { mergeLogPages, refreshLogPages } from './log-pages';
import type { LogPage } from './log-summary';

export type LoadLogPage = (
  beforeSeq: number,
) => Promise<{ page: LogPage } | { error: { message: string; hint: string } }>;

/** The rows known so far, following the server's newest page as it changes; with another key, those of another view. */
export function useLogPages(newest: LogPage, viewKey: string, onLoadPage: LoadLogPage) {
  const [seen, setSeen] = useState({ newest, viewKey });
  const [pages, setPages] = useState(newest);
  const [isLoading, startTransition] = useTransition();
  if (seen.newest !== newest) {
    setSeen({ newest, viewKey });
    setPages(seen.viewKey === viewKey ? refreshLogPages(pages, newest) : newest);
  }
  const loadOlder = (beforeSeq: number) =>
    startTransition(async () => {
      const answer = await onLoadPage(beforeSeq).catch(() => ({
        error: { message: 'Older actions could not be loaded.', hint: 'Try again in a moment.' },
      }));
      if ('error' in answer) notifyError(answer.error.message, answer.error.hint);
      else setPages((known) => mergeLogPages(known, answer.page));
    });
  return { pages, isLoading, loadOlder };
}
