import { editStep, getStep } from '@/lib/agent-execution/steps';
import { editStepBody, stepParams } from '@/lib/api/contracts/steps';
import { route } from '@/lib/api/route';

export const GET = route({ params: stepParams }, (db, { params }) => getStep(db, params.id, params.step));

export const PATCH = route({ params: stepParams, body: editStepBody }, (db, { params, body }) =>
  editStep(db, params.id, params.step, body),
);
