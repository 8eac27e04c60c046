'use client';

import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { firstPage, hasTaskFilters, taskSearchParams } from './task-search-params';

const none = { q: null, state: null, priority: null, category: null, due: null, ...firstPage };

/** Reads and sets the filters in the URL. `count` is the number of filters without the search. */
export function useTaskFilters() {
  const [isLoading, startTransition] = useTransition();
  const [filters, setAll] = useQueryStates(taskSearchParams, { shallow: false, startTransition });
  const setFilters = (changes: Parameters<typeof setAll>[0]) => setAll({ ...firstPage, ...changes });
  const { state, due, priority, category } = filters;
  const count = [state, due, priority[0], category[0]].filter((value) => value != null).length;
  return {
    filters,
    setFilters,
    clear: () => setAll(none),
    isLoading,
    count,
    hasAny: hasTaskFilters(filters),
  };
}
