'use client';

import type { ReactNode } from 'react';
import { FilterBar } from '@/components/ui/filter-bar';
import { FilterRow } from '@/components/ui/filter-row';
import type { TaskField } from '@/lib/agent-execution/task-edits';
import type { TaskFacets } from '@/lib/dashboard/task-views';
import { CategoryMenu, DueMenu, PriorityMenu, StateSegments } from './task-filter-menus';
import { TaskOrderSelect } from './task-order-select';
import { useTaskFilters } from './use-task-filters';

export interface TaskFiltersProps {
  facets: TaskFacets;
  /** The columns that tasks have. */
  fields: TaskField[];
  /** Other controls of the bar. */
  children: ReactNode;
}

/** Shows the search and the filters of the tasks, which the URL stores. */
export function TaskFilters({ facets, fields, children }: TaskFiltersProps) {
  const { filters, setFilters, clear, isLoading, count, hasAny } = useTaskFilters();
  const has = (field: TaskField) => fields.includes(field);
  return (
    <FilterBar
      search={{ label: 'Search tasks', value: filters.q, onChange: (q) => setFilters({ q: q || null }) }}
      isBusy={isLoading}
      panel={<TaskFilterPanel facets={facets} fields={fields} />}
      count={count}
      onClear={hasAny ? clear : undefined}
      inline={
        <>
          {has('completed') && <StateSegments facets={facets} />}
          <div className="hidden min-w-0 items-center gap-2 @5xl:flex">
            {has('priority') && <PriorityMenu facets={facets} />}
            {has('due_date') && <DueMenu />}
            {has('category') && <CategoryMenu facets={facets} />}
          </div>
        </>
      }
      isAllInline
      className="mb-3"
    >
      {children}
    </FilterBar>
  );
}

/** Shows all filters of the tasks, one below another. */
function TaskFilterPanel({ facets, fields }: Omit<TaskFiltersProps, 'children'>) {
  return (
    <div className="grid gap-3">
      {fields.includes('completed') && (
        <FilterRow label="State">
          <StateSegments facets={facets} />
        </FilterRow>
      )}
      {fields.includes('priority') && (
        <FilterRow label="Priority">
          <PriorityMenu facets={facets} none="Any priority" />
        </FilterRow>
      )}
      {fields.includes('due_date') && (
        <FilterRow label="Due">
          <DueMenu none="Any time" />
        </FilterRow>
      )}
      {fields.includes('category') && (
        <FilterRow label="Category">
          <CategoryMenu facets={facets} none="Any category" />
        </FilterRow>
      )}
      <FilterRow label="Order">
        <TaskOrderSelect />
      </FilterRow>
    </div>
  );
}
