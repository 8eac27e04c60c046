import { type Failure, FailureError, noResponse } from '@/lib/action-result';

type Body<Data> = { data: Data; error?: undefined } | { error: Failure };

/**
 * Returns `data` of a JSON response. Throws a FailureError with the error of the response, or if none arrives. A redirect
 * counts as none, because it leads to the login page.
 */
export async function fetchData<Data>(address: string, init: RequestInit = {}, hint?: string): Promise<Data> {
  const body: Body<Data> = await fetch(address, { redirect: 'error', ...init })
    .then((response) => response.json())
    .catch(() => {
      init.signal?.throwIfAborted();
      return { error: noResponse(hint) };
    });
  if (body.error) throw new FailureError(body.error);
  return body.data;
}
