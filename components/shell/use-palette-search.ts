'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchData } from '@/components/ui/fetch-data';
import { useSettled } from '@/components/ui/use-settled';
import type { Found } from '@/lib/dashboard/find';

/** Milliseconds after the last key before the search starts. */
const SETTLE_MS = 120;
/** One letter matches nearly everything. */
const MIN_LENGTH = 2;

export interface PaletteSearch {
  found: Found | undefined;
  /** The results are for an earlier query; those of the current query are loading. */
  isStale: boolean;
  hasFailed: boolean;
}

/** Searches a moment after the last key; earlier results stay visible in the meantime. */
export function usePaletteSearch(typed: string): PaletteSearch {
  const words = typed.trim().length < MIN_LENGTH ? '' : typed.trim();
  const query = useSettled(words, SETTLE_MS);
  const { data, isPlaceholderData, isError, isFetching } = useQuery({
    queryKey: ['palette', query],
    queryFn: ({ signal }) => fetchData<Found>(`/search?q=${encodeURIComponent(query)}`, { signal }),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
  return {
    found: words === '' ? undefined : data,
    isStale: words !== '' && (words !== query || isPlaceholderData || (isFetching && !data)),
    hasFailed: words !== '' && isError,
  };
}
