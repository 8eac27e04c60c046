'use client';

import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { planFiltersOf, planScopeParams } from './plan-search-params';

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

/** Reads and sets the filters in the URL. `count` is the number of filters without the search. */
export function usePlanFilters() {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(planScopeParams, { shallow: false, startTransition });
  const { search, ...others } = planFiltersOf(filters, 'UTC');
  const count = Object.values(others).filter((value) => value !== undefined).length;
  const clear = () => setFilters(none);
  return { filters, setFilters, clear, isLoading, count, hasAny: count > 0 || search !== undefined };
}
