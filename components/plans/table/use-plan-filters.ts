'use client';

import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { planFilterParams, planFiltersOf, planScopeParams } from './plan-search-params';

const none = Object.fromEntries(Object.keys(planFilterParams).map((name) => [name, null]));

/** Reads and sets the filters in the URL. `count` is the number of filters without the search. */
export function usePlanFilters() {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(planScopeParams, { shallow: false, startTransition });
  const { search, ...others } = planFiltersOf(filters, 'UTC');
  const count = Object.values(others).filter((value) => value !== undefined).length;
  const clear = () => setFilters(none);
  return { filters, setFilters, clear, isLoading, count, hasAny: count > 0 || search !== undefined };
}
