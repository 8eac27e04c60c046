import { getRecentPlan } from '@/lib/agent-execution/plans';
import { planParams } from '@/lib/api/contracts/plans';
import { route } from '@/lib/api/route';

export const GET = route(
  { params: planParams },
  async (db, { params }) => (await getRecentPlan(db, params.id)).steps,
);
