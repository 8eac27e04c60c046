import { getRecentPlan } from '@/lib/agent-execution/plans';
import { addStep } from '@/lib/agent-execution/steps';
import { planParams } from '@/lib/api/contracts/plans';
import { addStepBody } from '@/lib/api/contracts/steps';
import { route } from '@/lib/api/route';

export const GET = route(
  { params: planParams },
  async (db, { params }) => (await getRecentPlan(db, params.id)).steps,
);

export const POST = route({ params: planParams, body: addStepBody, status: 201 }, (db, { params, body }) =>
  addStep(db, params.id, body),
);
