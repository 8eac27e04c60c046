'use client';

import { X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { countedOptions } from '@/components/ui/counted-options';
import { FilterMenu } from '@/components/ui/filter-menu';
import { SearchInput } from '@/components/ui/search-input';
import { Segments } from '@/components/ui/segments';
import type { TaskField } from '@/lib/agent-execution/task-edits';
import { type TaskDue, type TaskFacets, taskDues } from '@/lib/dashboard/task-views';
import { formatCount, sentenceCase } from '@/lib/format/words';
import { firstPage, hasTaskFilters, taskSearchParams } from './task-search-params';

const dueWords: Record<TaskDue, string> = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Due within 7 days',
  none: 'No due date',
};

const none = { q: null, state: null, priority: null, category: null, due: null, ...firstPage };

export interface TaskFiltersProps {
  facets: TaskFacets;
  /** The columns that tasks have. */
  fields: TaskField[];
  /** Other controls of the bar. */
  children: ReactNode;
}

/** Shows the search and the filters of the tasks, which the URL stores. */
export function TaskFilters({ facets, fields, children }: TaskFiltersProps) {
  const [isLoading, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(taskSearchParams, { shallow: false, startTransition });
  const set = (changes: Parameters<typeof setParams>[0]) => setParams({ ...firstPage, ...changes });
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search tasks"
        value={params.q}
        isBusy={isLoading}
        onChange={(text) => set({ q: text || null })}
        className="w-full sm:w-72 lg:w-auto lg:min-w-36 lg:max-w-72 lg:flex-1"
      />
      {fields.includes('completed') && (
        <Segments
          label="State"
          options={[
            { value: 'all', label: 'All' },
            { value: 'open', label: `Open ${facets.open.toLocaleString('en')}` },
            { value: 'completed', label: `Completed ${facets.completed.toLocaleString('en')}` },
          ]}
          value={params.state ?? 'all'}
          onChange={(state) => set({ state: state === 'all' ? null : state })}
        />
      )}
      {fields.includes('priority') && (
        <FilterMenu
          label="Priority"
          options={countedOptions(facets.priority, params.priority, {
            textOf: (value) => sentenceCase(value.toLowerCase()),
          })}
          chosen={params.priority}
          onChange={(priority) => set({ priority })}
        />
      )}
      {fields.includes('due_date') && (
        <FilterMenu
          label="Due"
          options={taskDues.map((value) => ({ value, label: dueWords[value], text: dueWords[value] }))}
          chosen={params.due === null ? [] : [params.due]}
          onChange={(dues) => set({ due: dues.at(-1) ?? null })}
        />
      )}
      {fields.includes('category') && (
        <FilterMenu
          label="Category"
          options={countedOptions(facets.category, params.category)}
          chosen={params.category}
          onChange={(category) => set({ category })}
        />
      )}
      {hasTaskFilters(params) && (
        <Button variant="ghost" onClick={() => setParams(none)}>
          <X aria-hidden />
          Clear
        </Button>
      )}
      <div className="ml-auto flex items-center gap-2 lg:shrink-0">
        <span className="text-meta text-muted tabular-nums lg:max-xl:hidden">
          {formatCount(facets.total, 'task')}
        </span>
        {children}
      </div>
    </search>
  );
}
