'use client';

import { X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import { StatusLabel } from '@/components/status/status-label';
import { planStates } from '@/components/status/status-looks';
import { Button } from '@/components/ui/button';
import { CountedLabel } from '@/components/ui/counted-label';
import { DateInput } from '@/components/ui/date-input';
import { FilterMenu } from '@/components/ui/filter-menu';
import { SearchInput } from '@/components/ui/search-input';
import type { FacetCount, PlanFacets } from '@/lib/dashboard/plan-table';
import { sentenceCase } from '@/lib/format/words';
import { hasFilters, planScopeParams } from './plan-search-params';
import { RangeChips } from './range-chips';

const none = {
  status: null,
  type: null,
  agent: null,
  task: null,
  q: null,
  from: null,
  to: null,
  ended_from: null,
  ended_to: null,
  used_from: null,
  used_to: null,
  model: null,
};

export interface PlanFiltersProps {
  facets: PlanFacets;
  /** Other controls of the bar. */
  children: ReactNode;
}

/** The filters of the plans, stored in the URL; each choice shows its number of plans. */
export function PlanFilters({ facets, children }: PlanFiltersProps) {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(planScopeParams, { shallow: false, startTransition });
  const statusCounts = new Map(facets.status.map(({ value, count }) => [value, count]));
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search plans"
        value={filters.q}
        isBusy={isLoading}
        onChange={(q) => setFilters({ q: q || null })}
      />
      <FilterMenu
        label="Status"
        options={planStates.map((status) => ({
          value: status,
          label: (
            <CountedLabel label={<StatusLabel status={status} />} count={statusCounts.get(status) ?? 0} />
          ),
          text: sentenceCase(status),
        }))}
        chosen={filters.status}
        onChange={(status) => setFilters({ status })}
      />
      <FilterMenu
        label="Type"
        options={optionsOf(facets.plan_type, filters.type)}
        chosen={filters.type}
        onChange={(type) => setFilters({ type })}
      />
      <FilterMenu
        label="Agent"
        options={optionsOf(facets.created_by, filters.agent)}
        chosen={filters.agent}
        onChange={(agent) => setFilters({ agent })}
      />
      <FilterMenu
        label="Task"
        options={optionsOf(facets.task, filters.task === null ? [] : [filters.task])}
        chosen={filters.task === null ? [] : [filters.task]}
        onChange={(tasks) => setFilters({ task: tasks.at(-1) ?? null })}
      />
      <DateInput
        label="Created"
        name="Created from"
        value={filters.from}
        onChange={(from) => setFilters({ from })}
      />
      <DateInput label="to" name="Created to" value={filters.to} onChange={(to) => setFilters({ to })} />
      <RangeChips startTransition={startTransition} />
      {hasFilters(filters) && (
        <Button variant="ghost" onClick={() => setFilters(none)}>
          <X aria-hidden />
          Clear
        </Button>
      )}
      {children}
    </search>
  );
}

/** Returns the choices with their counts, including chosen values that no plan has any more. */
function optionsOf(facets: (FacetCount & { label?: string })[], chosen: string[]) {
  const gone = chosen.filter((value) => !facets.some((facet) => facet.value === value));
  return [...facets, ...gone.map((value) => ({ value, count: 0, label: undefined }))].map(
    ({ value, count, label = value }) => ({
      value,
      label: <CountedLabel label={label} count={count} />,
      text: label,
    }),
  );
}
