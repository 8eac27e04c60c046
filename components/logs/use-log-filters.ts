'use client';

import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { type LogParams, logFiltersOf, logSearchParams } from './log-search-params';

/** Reads and sets the filters in the URL; a change removes the row from the URL. */
export function useLogFilters() {
  const [isLoading, startTransition] = useTransition();
  const [filters, setAll] = useQueryStates(logSearchParams, { shallow: false, startTransition });
  const setFilters = (changes: { [Name in keyof LogParams]?: LogParams[Name] | null }) =>
    setAll({ row: null, ...changes });
  /** Removes the filters and the row, but keeps the order. */
  const clear = () =>
    setAll({
      ...Object.fromEntries(Object.keys(logSearchParams).map((name) => [name, null])),
      order: filters.order,
    });
  const { search: _, ...inPanel } = logFiltersOf(filters);
  const count = Object.values(inPanel).filter((value) => value !== undefined).length;
  return { filters, setFilters, clear, isLoading, count };
}
