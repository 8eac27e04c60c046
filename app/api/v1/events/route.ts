import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import { withEnvelope } from '@/lib/api/envelope';
import { followRoute } from '@/lib/feed/follow-route';
import { preflight } from '@/lib/http/cors';

export const GET = followRoute(async ({ client }) => {
  // Refuses a forged token before the stream begins.
  unwrap(await (await client()).rpc('agent_feed_position'));
  return undefined;
});

export const OPTIONS = withEnvelope(preflight);
