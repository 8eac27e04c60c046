'use client';

import { ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { SearchedText } from '@/components/content/searched-text';
import { useMarks } from '@/components/content/use-marks';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import type { TranscriptPage, TranscriptPlace } from '@/lib/dashboard/transcript';
import type { StepNames } from './move-sentence';
import { TranscriptBar } from './transcript-bar';
import { TranscriptList } from './transcript-list';
import { useFollow } from './use-follow';
import { type LoadSubRun, type LoadTranscript, type LoadWholeRow, useTranscript } from './use-transcript';

export interface TranscriptProps {
  planId: string;
  /** The first page: from the beginning, or from the row in the URL. */
  first: TranscriptPage;
  /** The row in the URL; the transcript starts with it. */
  row: number | null;
  search: string;
  step: number | null;
  /** The newest row while the plan is shown as it was earlier; null now. */
  until: number | null;
  newestSeq: number;
  stepNames: StepNames;
  /** Tokens and cost by step. */
  usage: UsageGroup[];
  onLoad: LoadTranscript;
  onLoadSubRun: LoadSubRun;
  onLoadRow: LoadWholeRow;
}

/** Reads a plan's log as a transcript, oldest first. */
export function Transcript({ planId, first, row, search, step, newestSeq, ...rest }: TranscriptProps) {
  const { until } = rest;
  const [fromEnd, setFromEnd] = useState<number | null>(null);
  const place: TranscriptPlace =
    fromEnd === null ? { after: row === null ? 0 : row - 1 } : { before: fromEnd };
  const key = JSON.stringify([planId, place, search, step, until]);
  const start = { place, ...(fromEnd === null && { page: first }) };
  const run = useTranscript(key, start, newestSeq, rest.onLoad);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = run;
  const element = useRef<HTMLDivElement>(null);
  useMarks(element, search);
  const end = useNearEnd(() => {
    if (hasNextPage && !isFetchingNextPage && !run.isError) void fetchNextPage();
  }, newestSeq + run.rows.length);
  const { isFollowing, setFollowing } = useFollow(element, run.rows.at(-1)?.seq);
  const follow = (isOn: boolean) => {
    setFollowing(isOn);
    if (isOn && hasNextPage) setFromEnd(newestSeq + 1);
  };
  return (
    <SearchedText value={search}>
      <TranscriptBar
        stepNames={rest.stepNames}
        isFollowing={isFollowing}
        onFollow={until === null ? follow : undefined}
      />
      <div
        ref={element}
        className="scroll-mt-[calc(3.5rem+var(--tabs))] [overflow-anchor:none] lg:scroll-mt-(--tabs)"
      >
        {run.hasPreviousPage && (
          <div className="border-line border-b p-2 text-center">
            <Button
              variant="ghost"
              size="sm"
              isBusy={run.isFetchingPreviousPage}
              onClick={() => run.fetchPreviousPage()}
            >
              <ArrowUp aria-hidden />
              Show earlier actions
            </Button>
          </div>
        )}
        <TranscriptList
          key={key}
          rows={run.rows}
          startRow={fromEnd === null ? row : null}
          isSearch={search !== ''}
          stepNames={rest.stepNames}
          usage={rest.usage}
          until={until}
          onLoadSubRun={rest.onLoadSubRun}
          onLoadRow={rest.onLoadRow}
        />
        {run.isPending && <Skeleton className="m-3 h-48" />}
        {run.error && <FailureNotice failure={run.error} />}
        <div ref={end} className="border-line border-t p-2 text-center text-faint text-meta">
          {hasNextPage
            ? 'Loading more actions…'
            : endText({ isEmpty: run.rows.length === 0, search, step, isPast: until !== null })}
        </div>
      </div>
    </SearchedText>
  );
}

interface EndFacts {
  isEmpty: boolean;
  search: string;
  step: number | null;
  isPast: boolean;
}

function endText({ isEmpty, search, step, isPast }: EndFacts): string {
  if (isEmpty && search) return 'No action, command or output has this text.';
  if (isEmpty) return step === null ? 'No actions yet' : `Step ${step} has no actions.`;
  return isPast ? 'The plan is shown as it was after this row.' : 'End of the transcript';
}

/** Pixels below the window in which the next page is requested. */
const AHEAD_PX = 1600;

/** Calls back when the end of the list comes near, and again after a change if it is near. */
function useNearEnd(onNear: () => void, change: number) {
  const state = useRef({ onNear, isNear: false });
  useEffect(() => {
    state.current.onNear = onNear;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the change is the sign to look again
  useEffect(() => {
    if (state.current.isNear) state.current.onNear();
  }, [change]);
  return useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        state.current.isNear = entry?.isIntersecting ?? false;
        if (state.current.isNear) state.current.onNear();
      },
      { rootMargin: `${AHEAD_PX}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}
