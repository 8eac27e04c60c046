'use client';

import { useQuery } from '@tanstack/react-query';
import type { FailureError } from '@/lib/action-result';
import { fetchData } from './fetch-data';
import { tabQueryClient } from './query-client';

/**
 * Requests a path of the API below a plan each time it is shown, and again when `version` changes. Earlier data stays visible meanwhile.
 */
export function useApiQuery<Data>(path: `/plans/${string}`, version?: number | string | null) {
  return useQuery<Data, FailureError>(
    {
      queryKey: ['api', path, version],
      queryFn: ({ signal }) => fetchData(`/api/v1${path}`, { signal }),
      placeholderData: (earlier, query) => (query?.queryKey[1] === path ? earlier : undefined),
      staleTime: 0,
      refetchOnWindowFocus: false,
      retry: false,
    },
    tabQueryClient(),
  );
}
