'use client';

import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { SearchInput } from '@/components/ui/search-input';
import { taskSearchParams } from './task-search-params';

/** Searches the titles; the URL stores the query. */
export function TaskSearch() {
  const [isLoading, startTransition] = useTransition();
  const [{ q }, setParams] = useQueryStates(taskSearchParams, { shallow: false, startTransition });
  return (
    <search className="min-w-0 max-sm:flex-1">
      <SearchInput
        label="Search tasks"
        value={q}
        isBusy={isLoading}
        onChange={(text) => setParams({ q: text || null, show: null, cursor: null })}
      />
    </search>
  );
}
