'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { FilterBar } from '@/components/ui/filter-bar';
import { OrderButton } from './log-bar-buttons';
import { ActionMenu, LogFilterPanel, type LogFilterPanelProps } from './log-filter-panel';
import { hasLogFilters } from './log-search-params';
import { useLogFilters } from './use-log-filters';

/** Shows the filters of the log. */
export function LogFilters({ summary, stepNames, children }: LogFilterPanelProps & { children: ReactNode }) {
  const { filters, setFilters, clear, isLoading, count } = useLogFilters();
  // The chosen step has a button of its own.
  const step = stepNames ? filters.step : null;
  const others = step === null ? filters : { ...filters, step: null };
  const shown = filters.order === 'oldest' ? 'Show oldest' : 'Show newest';
  return (
    <FilterBar
      search={{ label: 'Search the log', value: filters.q, onChange: (q) => setFilters({ q: q || null }) }}
      isBusy={isLoading}
      panel={<LogFilterPanel summary={summary} stepNames={stepNames} />}
      count={count}
      onClear={hasLogFilters(others) || filters.row !== null ? clear : undefined}
      clearLabel={filters.row === null ? 'Clear' : shown}
      inline={
        <>
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
        </>
      }
      className="border-line border-b px-3 py-2 print:hidden"
    >
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
      <span className="flex items-center">
        <OrderButton />
        {children}
      </span>
    </FilterBar>
  );
}
