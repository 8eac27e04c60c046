'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Found } from '@/lib/agent-execution/find';

const PAUSE_MS = 120;
/** One letter is in nearly everything. */
const SHORTEST = 2;

async function fetchFound(query: string, signal: AbortSignal): Promise<Found> {
  // Whoever is signed out meanwhile is sent to the login page, which is no answer.
  const response = await fetch(`/search?q=${encodeURIComponent(query)}`, { signal, redirect: 'error' });
  if (!response.ok) throw new Error(`The search was answered with ${response.status}.`);
  const { data }: { data: Found } = await response.json();
  return data;
}

export interface PaletteSearch {
  found: Found | undefined;
  /** What was found is for words typed before; the answer to these is under way. */
  isStale: boolean;
  hasFailed: boolean;
}

/** Asks the server a moment after the last key; what was found before stays until then. */
export function usePaletteSearch(typed: string): PaletteSearch {
  const [query, setQuery] = useState('');
  const words = typed.trim().length < SHORTEST ? '' : typed.trim();
  useEffect(() => {
    const timer = setTimeout(() => setQuery(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const { data, isPlaceholderData, isError, isFetching } = useQuery({
    queryKey: ['palette', query],
    queryFn: ({ signal }) => fetchFound(query, signal),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
  return {
    found: words === '' ? undefined : data,
    isStale: words !== '' && (words !== query || isPlaceholderData || (isFetching && !data)),
    hasFailed: words !== '' && isError,
  };
}
