import { getStep } from '@/lib/agent-execution/steps';
import { stepParams } from '@/lib/api/contracts/steps';
import { route } from '@/lib/api/route';

export const GET = route({ params: stepParams }, (db, { params }) => getStep(db, params.id, params.step));
