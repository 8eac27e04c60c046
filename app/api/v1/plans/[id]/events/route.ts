import { errorOf, unwrap } from '@/lib/agent-execution/agent-execution.error';
import { planParams } from '@/lib/api/contracts/plans';
import { withEnvelope } from '@/lib/api/envelope';
import { parseWith } from '@/lib/api/parse';
import { followRoute } from '@/lib/feed/follow-route';
import { preflight } from '@/lib/http/cors';

export const GET = followRoute<{ params: Promise<Record<string, unknown>> }>(
  async ({ client }, { params }) => {
    const { id } = parseWith(planParams, await params);
    const plans = unwrap(await (await client()).from('agent_execution_plans').select('id').eq('id', id));
    if (plans.length === 0) throw errorOf('not_found', `There is no plan ${id}.`);
    return id;
  },
);

export const OPTIONS = withEnvelope(preflight);
