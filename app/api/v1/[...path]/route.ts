import { answer } from '@/lib/api/answer';
import { preflight } from '@/lib/api/cors';
import { withEnvelope } from '@/lib/api/envelope';

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
export const OPTIONS = withEnvelope(preflight);
