import { answer } from '@/lib/api/answer';
import { withEnvelope } from '@/lib/api/envelope';
import { preflight } from '@/lib/http/cors';

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
export const OPTIONS = withEnvelope(preflight);
