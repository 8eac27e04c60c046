'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { classNames } from '@/lib/class-names';
import { columnLooks, type PlanColumn } from './plan-columns';
import { planScopeParams } from './plan-search-params';

export interface PlanTableHeadProps {
  columns: (PlanColumn | 'task')[];
  /** Content before the first column. */
  children?: ReactNode;
}

/** The heads of the columns; a click sorts by the column, a second click reverses the order. */
export function PlanTableHead({ columns, children }: PlanTableHeadProps) {
  const [{ sort, order }, setOrder] = useQueryStates(planScopeParams, { shallow: false });
  return (
    <thead className="sticky top-14 z-10 bg-surface max-md:hidden lg:top-0">
      <tr>
        {children}
        {columns.map((column) => {
          const look = columnLooks[column];
          const isSorted = look.sort === sort;
          const turned = order === 'asc' ? 'desc' : 'asc';
          return (
            <th
              key={column}
              scope="col"
              title={look.hint}
              aria-sort={isSorted ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
              className={classNames(
                'h-8 border-line border-b px-3 text-left font-medium text-faint text-meta',
                look.isNumber && 'text-right',
                look.wide?.cell,
              )}
            >
              {look.sort ? (
                <button
                  type="button"
                  onClick={() => setOrder({ sort: look.sort, order: isSorted ? turned : look.firstOrder })}
                  className={classNames(
                    '-mx-1 inline-flex items-center align-middle gap-1 rounded-sm px-1 hover:text-ink',
                    look.isNumber && 'flex-row-reverse',
                    isSorted && 'text-ink',
                  )}
                >
                  {look.head}
                  <SortArrow order={isSorted ? order : null} />
                </button>
              ) : (
                look.head
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function SortArrow({ order }: { order: 'asc' | 'desc' | null }) {
  if (order === null) return <span className="size-3" />;
  const Icon = order === 'asc' ? ArrowUp : ArrowDown;
  return <Icon aria-hidden className="size-3" />;
}
