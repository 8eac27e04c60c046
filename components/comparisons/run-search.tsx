'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useTransition } from 'react';
import { SearchInput } from '@/components/ui/search-input';

/** Searches the plans to choose from; the URL stores the text. */
export function RunSearch() {
  const [isLoading, startTransition] = useTransition();
  const [search, setSearch] = useQueryState(
    'q',
    parseAsString.withDefault('').withOptions({ shallow: false, startTransition }),
  );
  return (
    <search>
      <SearchInput
        label="Search plans"
        value={search}
        isBusy={isLoading}
        onChange={(text) => setSearch(text || null)}
      />
    </search>
  );
}
