import { moveStep } from '@/lib/agent-execution/steps';
import { moveStepBody } from '@/lib/api/contracts/plans';
import { actionOfVerb, stepVerbParams } from '@/lib/api/contracts/steps';
import { route } from '@/lib/api/route';

export const POST = route({ params: stepVerbParams, body: moveStepBody }, (db, { params, body }) =>
  moveStep(db, params.id, params.step, actionOfVerb[params.verb], body),
);
