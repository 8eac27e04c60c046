'use client';

import { DateInput } from '@/components/ui/date-input';
import { FilterRow } from '@/components/ui/filter-row';
import { AgentMenu, type PlanFilterMenuProps, StatusMenu, TaskMenu, TypeMenu } from './plan-filter-menus';
import { PlanOrderSelect } from './plan-order-select';
import { usePlanFilters } from './use-plan-filters';

/** All filters of the plans that a person sets here, one below another. */
export function PlanFilterPanel({ facets }: Pick<PlanFilterMenuProps, 'facets'>) {
  const { filters, setFilters } = usePlanFilters();
  return (
    <div className="grid gap-3">
      <FilterRow label="Status">
        <StatusMenu facets={facets} none="Any status" />
      </FilterRow>
      <FilterRow label="Type">
        <TypeMenu facets={facets} none="Any type" />
      </FilterRow>
      <FilterRow label="Agent">
        <AgentMenu facets={facets} none="Any agent" />
      </FilterRow>
      <FilterRow label="Task">
        <TaskMenu facets={facets} none="Any task" />
      </FilterRow>
      <FilterRow label="Created">
        <DateInput
          label="from"
          name="Created from"
          value={filters.from}
          onChange={(from) => setFilters({ from })}
        />
      </FilterRow>
      <FilterRow label="">
        <DateInput label="to" name="Created to" value={filters.to} onChange={(to) => setFilters({ to })} />
      </FilterRow>
      <div className="md:hidden">
        <FilterRow label="Order">
          <PlanOrderSelect />
        </FilterRow>
      </div>
    </div>
  );
}
