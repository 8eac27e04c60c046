'use client';

import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { FilterBar } from '@/components/ui/filter-bar';
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

/** Shows the filters of the plans, and below them the ranges that the analytics set. */
export function PlanFilters({ facets, children }: PlanFiltersProps) {
  const { filters, setFilters, clear, isLoading, count, hasAny } = usePlanFilters();
  return (
    <>
      <FilterBar
        search={{ label: 'Search plans', value: filters.q, onChange: (q) => setFilters({ q: q || null }) }}
        isBusy={isLoading}
        panel={<PlanFilterPanel facets={facets} />}
        count={count}
        onClear={hasAny ? clear : undefined}
        inline={
          <>
            <StatusMenu facets={facets} />
            <div className="hidden min-w-0 items-center gap-2 @4xl:flex">
              <TypeMenu facets={facets} />
              <AgentMenu facets={facets} />
            </div>
          </>
        }
        className="mb-3 [&_button]:min-w-0"
      >
        {children}
      </FilterBar>
      <div className="mb-3 flex flex-wrap items-center gap-2 empty:hidden">
        <RangeChips />
      </div>
    </>
  );
}
