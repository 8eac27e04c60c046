import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import { preflight } from '@/lib/api/cors';
import { withEnvelope } from '@/lib/api/envelope';
import { followRoute } from '@/lib/feed/follow-route';

export const GET = followRoute(async ({ client }) => {
  // Refuses a token that is not genuine before the stream begins.
  unwrap(await (await client()).rpc('agent_feed_position'));
  return undefined;
});

export const OPTIONS = withEnvelope(preflight);
