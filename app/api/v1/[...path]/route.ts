import { preflight } from '@/lib/api/cors';
import { dispatch } from '@/lib/api/dispatch';
import { withEnvelope } from '@/lib/api/envelope';

/** Every operation of the API; `lib/api/operations` says which there are. */
const handle = withEnvelope(dispatch);

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
export const OPTIONS = withEnvelope(preflight);
