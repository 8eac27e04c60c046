'use client';

import { ArrowUp, Pause, Play, ScrollText } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { LogView } from '@/lib/dashboard/log-view';
import { formatCount } from '@/lib/format/words';
import type { LoadLog } from './log-detail';
import { LogList } from './log-list';
import { toLogItems } from './log-pages';
import { useLiveTail } from './use-live-tail';
import { type LoadLogPage, useLogPages } from './use-log-pages';

const LogFilters = dynamic(() => import('./log-filters').then((module) => module.LogFilters));
const LogHistogram = dynamic(() => import('./log-histogram').then((module) => module.LogHistogram));

export interface LogExplorerProps {
  /** The newest rows; when the page refreshes, new rows are added at the top. */
  newest: LogView;
  /** Identifies the filters; loaded pages and open rows belong to one key. */
  viewKey: string;
  isFiltered: boolean;
  /** The row in the URL: it is shown first and open. */
  openRow: number | null;
  /** The names of the plan's steps by number; absent for rows of many plans. */
  stepNames?: Record<number, string>;
  onLoadPage: LoadLogPage;
  onLoadLog: LoadLog;
}

/** Shows the log, newest first: a histogram, filters and rows. */
export function LogExplorer({
  newest,
  viewKey,
  isFiltered,
  openRow,
  stepNames,
  ...callbacks
}: LogExplorerProps) {
  const { pages, isLoading, loadOlder } = useLogPages(newest, viewKey, callbacks.onLoadPage);
  const tail = useLiveTail(pages.rows);
  const list = useRef<HTMLDivElement>(null);
  const { summary } = newest;
  const isEmpty = pages.rows.length === 0;
  if (isEmpty && !isFiltered && pages.next_seq === null) return <NothingLogged />;

  const showNewest = () => {
    tail.setPaused(false);
    list.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <div ref={list} className="scroll-mt-14 lg:scroll-mt-0">
      {summary && <LogHistogram summary={summary} />}
      <LogFilters summary={summary} stepNames={stepNames}>
        {openRow === null && <TailButton isPaused={tail.isPaused} onChange={tail.setPaused} />}
      </LogFilters>
      <div ref={tail.top} aria-hidden className="h-px" />
      {tail.waiting > 0 && (
        <div className="sticky top-14 z-10 flex h-0 justify-center lg:top-2">
          <Button size="sm" variant="solid" className="mt-2 shadow-popover" onClick={showNewest}>
            <ArrowUp aria-hidden />
            {formatCount(tail.waiting, 'new action')}
          </Button>
        </div>
      )}
      {isEmpty && (
        <p className="px-3 py-8 text-center text-muted">No actions match in the rows that were searched.</p>
      )}
      <LogList
        key={viewKey}
        items={toLogItems(tail.shown)}
        settledSeq={tail.settledSeq}
        openRow={openRow}
        stepNames={stepNames}
        onLoadLog={callbacks.onLoadLog}
      />
      <Beginning>
        {pages.next_seq !== null && (
          <Button variant="ghost" size="sm" isBusy={isLoading} onClick={() => loadOlder(pages.next_seq ?? 0)}>
            {isFiltered ? 'Search older actions' : 'Load older actions'}
          </Button>
        )}
      </Beginning>
    </div>
  );
}

function NothingLogged() {
  return (
    <EmptyState icon={ScrollText} title="No actions yet">
      Every action of an agent or a person appears here, with what it changed.
    </EmptyState>
  );
}

function TailButton({ isPaused, onChange }: { isPaused: boolean; onChange: (isPaused: boolean) => void }) {
  const Icon = isPaused ? Play : Pause;
  return (
    <Button
      variant="ghost"
      className="ml-auto"
      aria-pressed={!isPaused}
      title={isPaused ? 'New actions wait until you resume' : 'New actions appear at the top'}
      onClick={() => onChange(!isPaused)}
    >
      <Icon aria-hidden />
      {isPaused ? 'Resume live tail' : 'Live tail'}
    </Button>
  );
}

function Beginning({ children }: { children: ReactNode }) {
  return (
    <div className="border-line border-t p-2 text-center">
      {children || <p className="py-1 text-faint text-meta">Beginning of the log</p>}
    </div>
  );
}
