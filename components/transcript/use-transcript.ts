'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { tabQueryClient } from '@/components/ui/query-client';
import { type ActionResult, dataOfAction, type FailureError } from '@/lib/action-result';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import type { TranscriptPage, TranscriptPlace } from '@/lib/dashboard/transcript';

export type LoadTranscript = (place: TranscriptPlace) => Promise<ActionResult<{ page: TranscriptPage }>>;

export type LoadSubRun = (planId: string, place: TranscriptPlace) => ReturnType<LoadTranscript>;

/** Loads a row whose texts were cut. */
export type LoadWholeRow = (seq: number) => Promise<ActionResult<{ log: Log }>>;

/** The pages that are kept: those farther from the reader load again. */
const MAX_PAGES = 60;

export interface TranscriptStart {
  place: TranscriptPlace;
  /** The page that came with the document. */
  page?: TranscriptPage;
}

/**
 * Keeps pages of a transcript in both directions from where it starts. `newestSeq` is the newest row of the plan; when it grows, there is
 * a next page.
 */
export function useTranscript(
  key: string,
  start: TranscriptStart,
  newestSeq: number,
  onLoad: LoadTranscript,
) {
  const query = useInfiniteQuery<
    { page: TranscriptPage },
    FailureError,
    { pages: { page: TranscriptPage }[]; pageParams: TranscriptPlace[] },
    string[],
    TranscriptPlace
  >(
    {
      queryKey: ['transcript', key],
      queryFn: ({ pageParam }) => dataOfAction(() => onLoad(pageParam)),
      initialPageParam: start.place,
      initialData: start.page && { pages: [{ page: start.page }], pageParams: [start.place] },
      getNextPageParam: ({ page }, pages, place) => {
        const isEnd = 'after' in place ? !page.hasMore : true;
        if (isEnd && page.newest_seq >= newestSeq) return undefined;
        const last = pages.findLast((each) => each.page.rows.length > 0)?.page.rows.at(-1)?.seq;
        return { after: last ?? ('after' in place ? place.after : 0) };
      },
      getPreviousPageParam: ({ page }, pages, place) => {
        const isStart = 'before' in place ? !page.hasMore : place.after === 0;
        const first = pages.find((each) => each.page.rows.length > 0)?.page.rows[0]?.seq;
        const fallback = 'before' in place ? place.before : place.after + 1;
        return isStart ? undefined : { before: first ?? fallback };
      },
      maxPages: MAX_PAGES,
      staleTime: Infinity,
      gcTime: 60_000,
      retry: false,
      refetchOnMount: false,
    },
    tabQueryClient(),
  );
  const rows = useMemo(() => query.data?.pages.flatMap(({ page }) => page.rows) ?? [], [query.data]);
  return { ...query, rows };
}
