import { getTask } from '@/lib/agent-execution/tasks';
import { taskParams } from '@/lib/api/contracts/tasks';
import { route } from '@/lib/api/route';

export const GET = route({ params: taskParams }, (db, { params }) => getTask(db, params.id));
