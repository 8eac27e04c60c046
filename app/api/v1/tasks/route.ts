import { createTask, queryTasks } from '@/lib/agent-execution/tasks';
import { createTaskBody, queryTasksQuery } from '@/lib/api/contracts/tasks';
import { route } from '@/lib/api/route';

export const GET = route({ query: queryTasksQuery }, (db, { query }) => queryTasks(db, query));

export const POST = route({ body: createTaskBody, status: 201 }, (db, { body }) => createTask(db, body));
