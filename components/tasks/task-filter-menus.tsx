'use client';

import { countedOptions } from '@/components/ui/counted-options';
import { FilterMenu } from '@/components/ui/filter-menu';
import { Segments } from '@/components/ui/segments';
import { type TaskDue, type TaskFacets, taskDues } from '@/lib/dashboard/task-views';
import { sentenceCase } from '@/lib/format/words';
import { useTaskFilters } from './use-task-filters';

const dueWords: Record<TaskDue, string> = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Due within 7 days',
  none: 'No due date',
};

export interface TaskFilterMenuProps {
  facets: TaskFacets;
  /** Shown without a choice where the label stands beside the menu. */
  none?: string;
}

/** The filters of the tasks; each choice shows its number of tasks. */
export function StateSegments({ facets }: TaskFilterMenuProps) {
  const { filters, setFilters } = useTaskFilters();
  return (
    <Segments
      label="State"
      options={[
        { value: 'all', label: 'All' },
        { value: 'open', label: `Open ${facets.open.toLocaleString('en')}` },
        { value: 'completed', label: `Completed ${facets.completed.toLocaleString('en')}` },
      ]}
      value={filters.state ?? 'all'}
      onChange={(state) => setFilters({ state: state === 'all' ? null : state })}
    />
  );
}

export function PriorityMenu({ facets, none }: TaskFilterMenuProps) {
  const { filters, setFilters } = useTaskFilters();
  return (
    <FilterMenu
      label="Priority"
      none={none}
      options={countedOptions(facets.priority, filters.priority, {
        textOf: (value) => sentenceCase(value.toLowerCase()),
      })}
      chosen={filters.priority}
      onChange={(priority) => setFilters({ priority })}
    />
  );
}

export function DueMenu({ none }: Pick<TaskFilterMenuProps, 'none'>) {
  const { filters, setFilters } = useTaskFilters();
  return (
    <FilterMenu
      label="Due"
      none={none}
      options={taskDues.map((value) => ({ value, label: dueWords[value], text: dueWords[value] }))}
      chosen={filters.due === null ? [] : [filters.due]}
      onChange={(dues) => setFilters({ due: dues.at(-1) ?? null })}
    />
  );
}

export function CategoryMenu({ facets, none }: TaskFilterMenuProps) {
  const { filters, setFilters } = useTaskFilters();
  return (
    <FilterMenu
      label="Category"
      none={none}
      options={countedOptions(facets.category, filters.category)}
      chosen={filters.category}
      onChange={(category) => setFilters({ category })}
    />
  );
}
