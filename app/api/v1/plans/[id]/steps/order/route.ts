import { reorderSteps } from '@/lib/agent-execution/steps';
import { planParams } from '@/lib/api/contracts/plans';
import { reorderStepsBody } from '@/lib/api/contracts/steps';
import { route } from '@/lib/api/route';

export const PUT = route({ params: planParams, body: reorderStepsBody }, (db, { params, body }) =>
  reorderSteps(db, params.id, body.step_order),
);
