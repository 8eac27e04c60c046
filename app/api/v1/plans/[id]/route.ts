import { getRecentPlan, updatePlan } from '@/lib/agent-execution/plans';
import { getPlanQuery, planParams, updatePlanBody } from '@/lib/api/contracts/plans';
import { route } from '@/lib/api/route';

export const GET = route({ params: planParams, query: getPlanQuery }, (db, { params, query }) =>
  getRecentPlan(db, params.id, query.include?.includes('logs'), query.include?.includes('context')),
);

export const PATCH = route({ params: planParams, body: updatePlanBody }, (db, { params, body }) =>
  updatePlan(db, { plan_id: params.id, ...body }),
);
