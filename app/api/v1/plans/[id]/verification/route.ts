import { verifyLog } from '@/lib/agent-execution/plans';
import { planParams } from '@/lib/api/contracts/plans';
import { route } from '@/lib/api/route';

export const GET = route({ params: planParams }, (db, { params }) => verifyLog(db, params.id));
