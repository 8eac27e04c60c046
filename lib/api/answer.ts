/** Every operation of the API, from Request to Response; `lib/api/operations` says which there are. */
import { dispatch } from './dispatch';
import { withEnvelope } from './envelope';

declare global {
  /** The same, handed over to the web server of this process (instrumentation.ts). */
  var answerApi: ((request: Request) => Promise<Response>) | undefined;
}

export const answer = withEnvelope(dispatch);
