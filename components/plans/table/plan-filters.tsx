'use client';

import { ListFilter, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { SearchInput } from '@/components/ui/search-input';
import { AgentMenu, type PlanFilterMenuProps, StatusMenu, TypeMenu } from './plan-filter-menus';
import { RangeChips } from './range-chips';
import { usePlanFilters } from './use-plan-filters';

const PlanFilterPanel = dynamic(
  () => import('./plan-filter-panel').then((module) => module.PlanFilterPanel),
  {
    ssr: false,
  },
);

export interface PlanFiltersProps extends Pick<PlanFilterMenuProps, 'facets'> {
  /** Other controls of the bar. */
  children: ReactNode;
}

/**
 * Shows the filters of the plans in one line. The panel has all of them, also those that do not fit. On a phone the other
 * controls of the bar, `children`, are in a second line.
 */
export function PlanFilters({ facets, children }: PlanFiltersProps) {
  const { filters, setFilters, clear, isLoading, count, hasAny } = usePlanFilters();
  return (
    <search className="@container mb-3 block">
      <div className="flex flex-wrap items-center gap-2 md:flex-nowrap">
        <SearchInput
          label="Search plans"
          value={filters.q}
          isBusy={isLoading}
          onChange={(q) => setFilters({ q: q || null })}
          className="min-w-32 flex-1 @2xl:max-w-72"
        />
        <Popover
          label="Filters"
          className={count > 0 ? 'pointer-coarse:min-w-10' : 'text-muted pointer-coarse:min-w-10'}
          panel={<PlanFilterPanel facets={facets} />}
        >
          <ListFilter aria-hidden />
          Filters
          {count > 0 && <span className="tabular-nums">{count}</span>}
        </Popover>
        <div className="hidden min-w-0 items-center gap-2 @2xl:flex [&_button]:min-w-0 [&_button]:shrink">
          <StatusMenu facets={facets} />
          <div className="hidden min-w-0 items-center gap-2 @4xl:flex">
            <TypeMenu facets={facets} />
            <AgentMenu facets={facets} />
          </div>
        </div>
        {hasAny && (
          <Button variant="ghost" className="pointer-coarse:min-w-10" onClick={clear}>
            <X aria-hidden />
            <span className="@max-2xl:sr-only">Clear</span>
          </Button>
        )}
        {children}
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-2 empty:hidden">
        <RangeChips />
      </div>
    </search>
  );
}
