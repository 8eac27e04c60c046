'use client';

import { useQuery } from '@tanstack/react-query';
import type { FailureError } from '@/lib/action-result';
import { fetchData } from './fetch-data';
import { tabQueryClient } from './query-client';

/** Requests a path of the API below a plan each time it is shown; earlier data stays visible in the meantime. */
export function useApiQuery<Data>(path: `/plans/${string}`) {
  return useQuery<Data, FailureError>(
    {
      queryKey: ['api', path],
      queryFn: ({ signal }) => fetchData(`/api/v1${path}`, { signal }),
      staleTime: 0,
      refetchOnWindowFocus: false,
      retry: false,
    },
    tabQueryClient(),
  );
}
