/** Settings and cache of React Query, which holds what the browser loads after the page. It adds 13 kB to the pages that use it. */
import { QueryClient } from '@tanstack/react-query';

/** Returns a client with an empty cache. The server is often on this machine, so requests do not wait for a network. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 30_000, retry: 1, networkMode: 'always' } },
  });
}

let browserClient: QueryClient | undefined;

/**
 * Returns the client that lives as long as the tab. Its keys name a plan or a log row, so that the next person who signs in never
 * reads the data of the last. On the server every call returns a new client.
 */
export function tabQueryClient(): QueryClient {
  if (typeof window === 'undefined') return newQueryClient();
  browserClient ??= newQueryClient();
  return browserClient;
}
