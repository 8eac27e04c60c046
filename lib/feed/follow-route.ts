/** Handles both feeds: identifies the subscriber, parses the request and starts the stream. */
import { followQuery, lastEventId as lastEventIdSchema } from '@/lib/api/contracts/events';
import { withEnvelope } from '@/lib/api/envelope';
import { parseWith, queryOf } from '@/lib/api/parse';
import { respondError } from '@/lib/api/respond';
import { eventStream } from './event-stream';
import { identifySubscriber, type Subscriber } from './subscriber';

/** Returns a route handler. `scope` returns the plan to follow, after a check that it exists, or undefined for all plans. */
export function followRoute<Context>(
  scope: (subscriber: Subscriber, context: Context) => Promise<string | undefined>,
) {
  return withEnvelope(async (request: Request, context: Context): Promise<Response> => {
    try {
      const subscriber = await identifySubscriber(request);
      const query = parseWith(followQuery, queryOf(request.url));
      const lastEventId = parseWith(lastEventIdSchema, request.headers.get('last-event-id') || undefined);
      const planId = await scope(subscriber, context);
      return eventStream(subscriber, { planId, after: lastEventId ?? query.after, signal: request.signal });
    } catch (error) {
      return respondError(error);
    }
  });
}
