'use client';

import { ScrollText } from 'lucide-react';
import dynamic from 'next/dynamic';
import { Children, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { RelativeTime } from '@/components/ui/relative-time';
import type { LogView } from '@/lib/dashboard/log-view';
import { TailButton } from './log-bar-buttons';
import type { LoadLog } from './log-detail';
import { LogList } from './log-list';
import type { LogOrder } from './log-search-params';
import { NewActions } from './new-actions';
import { useLiveTail } from './use-live-tail';
import { useLogEnd } from './use-log-end';
import { type LoadLogPage, useLogPages } from './use-log-pages';

const LogFilters = dynamic(() => import('./log-filters').then((module) => module.LogFilters));
const LogHistogram = dynamic(() => import('./log-histogram').then((module) => module.LogHistogram));

export interface LogExplorerProps {
  /** The first rows in the order; when the page refreshes, new rows are added. */
  first: LogView;
  /** Identifies the filters and the order; loaded pages and open rows belong to one key. */
  viewKey: string;
  isFiltered: boolean;
  order: LogOrder;
  /** The row in the URL: it is shown first and open. */
  openRow: number | null;
  /** Whether the rows end at an earlier time, in which case no newer ones arrive. */
  isPast?: boolean;
  /** The names of the plan's steps by number; absent for rows of many plans. */
  stepNames?: Record<number, string>;
  onLoadPage: LoadLogPage;
  onLoadLog: LoadLog;
}

/** Shows the log: a histogram, filters and rows, the newest or the oldest first. */
export function LogExplorer({ first, viewKey, order, openRow, stepNames, ...rest }: LogExplorerProps) {
  const { pages, isLoading, loadNext } = useLogPages(first, viewKey, order, rest.onLoadPage);
  const tail = useLiveTail(pages.rows, order);
  const isOldest = order === 'oldest';
  const end = useLogEnd({ isFollowed: isOldest && !tail.isPaused, first, pages, viewKey, loadNext });
  const list = useRef<HTMLDivElement>(null);
  useRowInView(list, openRow);
  const { summary } = first;
  const isEmpty = pages.rows.length === 0;
  const isSearched = pages.next_seq === null;
  if (isEmpty && !rest.isFiltered && isSearched) return <NothingLogged />;

  const showNewest = () => {
    tail.setPaused(false);
    if (isOldest) end.scrollToEnd();
    else list.current?.scrollIntoView({ block: 'start' });
  };
  const showNext = () => {
    // A pause of a list that ends with the newest rows would hide what the reader asks for.
    if (isOldest) tail.setPaused(false);
    loadNext(pages.next_seq ?? 0);
  };
  return (
    <div ref={list} className="scroll-mt-[calc(3.5rem+var(--tabs,0px))] lg:scroll-mt-[var(--tabs,0px)]">
      {summary && <LogHistogram summary={summary} />}
      <LogFilters summary={summary} stepNames={stepNames}>
        {openRow === null && !rest.isPast && (
          <TailButton isPaused={tail.isPaused} onChange={tail.setPaused} />
        )}
      </LogFilters>
      <div ref={tail.top} aria-hidden className="h-px" />
      {!isOldest && <NewActions count={tail.waiting} onShow={showNewest} />}
      {isEmpty && (
        <p className="px-3 py-8 text-center text-muted">
          {isSearched ? 'No actions match these filters.' : 'No match so far.'}
        </p>
      )}
      <LogList
        key={viewKey}
        rows={tail.shown}
        settledSeq={tail.settledSeq}
        openRow={openRow}
        stepNames={stepNames}
        onLoadLog={rest.onLoadLog}
      />
      {isOldest && (
        <NewActions count={tail.isPaused ? tail.waiting : end.unseen} isAtEnd onShow={showNewest} />
      )}
      <Foot ref={end.ref} lastRow={isEmpty ? null : isOldest ? 'End of the log' : 'Beginning of the log'}>
        {!isSearched && rest.isFiltered && pages.searched_to !== null && (
          <p className="pb-1 text-faint text-meta">
            {isOldest ? 'Searched up to ' : 'Searched back to '}
            <RelativeTime at={pages.searched_to} />
          </p>
        )}
        {!isSearched && (
          <Button variant="ghost" size="sm" isBusy={isLoading} onClick={showNext}>
            {`${rest.isFiltered ? 'Search' : 'Load'} ${isOldest ? 'newer' : 'older'} actions`}
          </Button>
        )}
      </Foot>
    </div>
  );
}

/** Scrolls to the row in the URL, which is the first, if it is below the window. On a phone the steps are above the log. */
function useRowInView(list: RefObject<HTMLElement | null>, openRow: number | null) {
  useEffect(() => {
    const row = openRow === null ? null : list.current?.querySelector('[data-row]');
    if (row && row.getBoundingClientRect().bottom > window.innerHeight)
      row.scrollIntoView({ block: 'center' });
  }, [list, openRow]);
}

function NothingLogged() {
  return (
    <EmptyState icon={ScrollText} title="No actions yet">
      Every action of an agent or a person appears here, with what it changed.
    </EmptyState>
  );
}

interface FootProps {
  ref: (element: HTMLElement | null) => void;
  /** Null in an empty list. */
  lastRow: string | null;
  children: ReactNode;
}

function Foot({ ref, lastRow, children }: FootProps) {
  const content = Children.toArray(children);
  return (
    <div
      ref={ref}
      className="border-line border-t p-2 text-center [overflow-anchor:none] empty:hidden print:hidden"
    >
      {content.length > 0 ? content : lastRow && <p className="py-1 text-faint text-meta">{lastRow}</p>}
    </div>
  );
}
