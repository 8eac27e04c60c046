import { withEnvelope } from '@/lib/api/envelope';
import { respond } from '@/lib/api/respond';
import { preflight } from '@/lib/http/cors';

/** Responds 200 while this process runs, even if the database does not respond. */
export const GET = withEnvelope(() => respond({ live: true }));

export const OPTIONS = withEnvelope(preflight);
