/** Adds headers to every response of the API: the request's id, and CORS permission for allowed origins. */
import { allowOrigin } from '@/lib/http/cors';
import { requestIdOf, withRequestId } from '@/lib/http/request-id';

export function withEnvelope<Rest extends unknown[]>(
  handler: (request: Request, ...rest: Rest) => Response | Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const id = requestIdOf(request.headers);
    const response = await withRequestId(id, () => handler(request, ...rest));
    response.headers.set('X-Request-Id', id);
    allowOrigin(request, response);
    return response;
  };
}
