/** Answers every operation of the API, from Request to Response. `lib/api/operations` lists them. */
import { dispatch } from './dispatch';
import { withEnvelope } from './envelope';

/**
 * Takes a signal beside the request, which aborts when the client disconnects: a Request with a signal of its own is slow to construct.
 * The web server calls it directly (server/api-handler.ts).
 */
export const answerWithSignal = withEnvelope(dispatch);

export const answer = (request: Request): Promise<Response> => answerWithSignal(request, request.signal);
