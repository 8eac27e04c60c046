/** What every answer of the API carries whatever it says: the request's id, and leave to be read where another origin may. */
import { allowOrigin } from './cors';
import { requestIdOf, withRequestId } from './request-id';

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
