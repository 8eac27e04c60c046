'use client';

import { ListFilter, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { SearchInput } from '@/components/ui/search-input';
import { OrderButton } from './log-bar-buttons';
import { ActionMenu, LogFilterPanel, type LogFilterPanelProps } from './log-filter-panel';
import { hasLogFilters } from './log-search-params';
import { useLogFilters } from './use-log-filters';

/** Shows the filters of the log in one line. The panel has all of them, also those that do not fit. */
export function LogFilters({ summary, stepNames, children }: LogFilterPanelProps & { children: ReactNode }) {
  const { filters, setFilters, clear, isLoading, count } = useLogFilters();
  // The chosen step has a button of its own.
  const step = stepNames ? filters.step : null;
  const others = step === null ? filters : { ...filters, step: null };
  const shown = filters.order === 'oldest' ? 'Show oldest' : 'Show newest';
  return (
    <search className="@container block border-line border-b px-3 py-2 print:hidden">
      <div className="flex items-center gap-2">
        <SearchInput
          label="Search the log"
          value={filters.q}
          isBusy={isLoading}
          onChange={(q) => setFilters({ q: q || null })}
          className="min-w-0 flex-1 @2xl:max-w-72"
        />
        <Popover
          label="Filters"
          className={
            count > 0
              ? '@max-xl:px-2 pointer-coarse:min-w-10'
              : 'text-muted @max-xl:px-2 pointer-coarse:min-w-10'
          }
          panel={<LogFilterPanel summary={summary} stepNames={stepNames} />}
        >
          <ListFilter aria-hidden />
          <span className="@max-xl:sr-only">Filters</span>
          {count > 0 && <span className="tabular-nums">{count}</span>}
        </Popover>
        <div className="hidden items-center gap-2 @2xl:flex">
          <ActionMenu summary={summary} />
          <Button
            aria-pressed={filters.errors}
            className="aria-pressed:border-failed aria-pressed:text-failed"
            onClick={() => setFilters({ errors: filters.errors ? null : true })}
          >
            Errors only
            {summary && summary.errors > 0 && (
              <span className="text-faint tabular-nums">{summary.errors}</span>
            )}
          </Button>
        </div>
        {step !== null && (
          <Button
            aria-label={`Step ${step}. Show all steps`}
            title={stepNames?.[step]}
            className="max-w-28 px-2 tabular-nums"
            onClick={() => setFilters({ step: null })}
          >
            {`Step ${step}`}
            <X aria-hidden />
          </Button>
        )}
        {(hasLogFilters(others) || filters.row !== null) && (
          <Button variant="ghost" className="@max-xl:px-2 pointer-coarse:min-w-10" onClick={clear}>
            <X aria-hidden />
            <span className="@max-xl:sr-only">{filters.row === null ? 'Clear' : shown}</span>
          </Button>
        )}
        <span className="ml-auto flex items-center">
          <OrderButton />
          {children}
        </span>
      </div>
    </search>
  );
}
