import { withEnvelope } from '@/lib/api/envelope';
import { respond } from '@/lib/api/respond';
import { isReady } from '@/lib/health';
import { preflight } from '@/lib/http/cors';
import { RETRY_AFTER_SECONDS } from '@/lib/http/retry-after';

/**
 * For monitors and supervisors, without a key: 200 while requests can be served, 503 while the database does not
 * respond.
 */
export const GET = withEnvelope(async () => {
  const ready = await isReady();
  const response = respond({ live: true, ready }, ready ? 200 : 503);
  if (!ready) response.headers.set('Retry-After', String(RETRY_AFTER_SECONDS));
  return response;
});

export const OPTIONS = withEnvelope(preflight);
