'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { classNames } from '@/lib/class-names';
import type { TaskSort } from '@/lib/dashboard/task-views';
import { firstPage, taskSearchParams } from './task-search-params';

interface Head {
  head: string;
  sort?: TaskSort;
  firstOrder?: 'asc' | 'desc';
  look?: string;
}

/** Columns that need the width of a desktop. */
const fromXl = 'max-xl:hidden';

export const taskHeads: Head[] = [
  { head: 'Task', sort: 'title', firstOrder: 'asc' },
  { head: 'Priority', sort: 'priority', firstOrder: 'desc' },
  { head: 'Due', sort: 'due', firstOrder: 'asc' },
  { head: 'Category', sort: 'category', firstOrder: 'asc', look: fromXl },
  { head: 'Plans' },
  { head: 'Subtasks', look: fromXl },
  { head: 'Activity', sort: 'active', firstOrder: 'desc', look: 'text-right' },
];

/** Shows the heads of the columns. A click sorts by the column, a second click reverses the order. */
export function TaskTableHead() {
  const [{ sort, order }, setParams] = useQueryStates(taskSearchParams, { shallow: false });
  return (
    <thead className="max-md:sr-only">
      <tr className="border-line border-b">
        {taskHeads.map((column) => {
          const isSorted = column.sort === sort;
          const reversed = order === 'asc' ? 'desc' : 'asc';
          const Arrow = order === 'asc' ? ArrowUp : ArrowDown;
          return (
            <th
              key={column.head}
              scope="col"
              aria-sort={isSorted ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
              className={classNames('h-8 px-3 text-left font-medium text-faint text-meta', column.look)}
            >
              {column.sort ? (
                <button
                  type="button"
                  onClick={() =>
                    setParams({
                      ...firstPage,
                      sort: column.sort,
                      order: isSorted ? reversed : column.firstOrder,
                    })
                  }
                  className={classNames(
                    '-mx-1 inline-flex items-center gap-1 rounded-sm px-1 hover:text-ink',
                    isSorted && 'text-ink',
                  )}
                >
                  {column.head}
                  {isSorted ? <Arrow aria-hidden className="size-3" /> : <span className="size-3" />}
                </button>
              ) : (
                column.head
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
