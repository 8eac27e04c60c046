/** The handler of both feeds: identify the subscriber, parse, begin the stream. */
import { followQuery, lastEventId as lastEventIdSchema } from '@/lib/api/contracts/events';
import { withEnvelope } from '@/lib/api/envelope';
import { parseWith, queryOf } from '@/lib/api/parse';
import { respondError } from '@/lib/api/respond';
import { eventStream } from './event-stream';
import { identifySubscriber, type Subscriber } from './subscriber';

/** Makes a route handler; `scope` says which plan's rows are followed, having checked that it is there, or none for all. */
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
