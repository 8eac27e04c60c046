import { createSubtasks, getRecentPlan } from '@/lib/agent-execution/plans';
import { createSubtasksBody, planParams } from '@/lib/api/contracts/plans';
import { route } from '@/lib/api/route';

export const GET = route(
  { params: planParams },
  async (db, { params }) => (await getRecentPlan(db, params.id)).subtasks,
);

export const POST = route(
  { params: planParams, body: createSubtasksBody, status: 201 },
  (db, { params, body }) => createSubtasks(db, params.id, body.priority),
);
