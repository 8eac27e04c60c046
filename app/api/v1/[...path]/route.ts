import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { respondError } from '@/lib/api/respond';

/** Whatever has no handler of its own is answered as the API answers, not with a page. */
const notFound = () => respondError(errorOf('not_found', 'There is nothing at this address of the API.'));

export { notFound as DELETE, notFound as GET, notFound as PATCH, notFound as POST, notFound as PUT };
