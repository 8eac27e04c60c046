/** The user's own tasks. Of the table only id, user_id and title are relied on: an existing application may own it. */
import { AgentExecutionError, unwrap } from './agent-execution.error';
import type { AgentExecutionClient, CreateTaskInput, Page, Task } from './agent-execution.types';
import { pageLimit, toPage } from './page';

/** Creates a task of the caller, and logs that. */
export async function createTask(db: AgentExecutionClient, input: CreateTaskInput): Promise<Task> {
  const task = unwrap(await db.rpc('agent_create_task', { task: { ...input } }));
  return task as unknown as Task; // the function returns the new row
}

/** Throws not_found. */
export async function getTask(db: AgentExecutionClient, taskId: string): Promise<Task> {
  const task = unwrap(await db.from('deep_work_tasks').select().eq('id', taskId).maybeSingle());
  if (!task) {
    throw new AgentExecutionError(
      'not_found',
      `There is no task '${taskId}'.`,
      'List your tasks, or create the task first.',
    );
  }
  return task;
}

/** Tasks by id, the newest first where ids carry their time (deep-1765060407236). */
export async function queryTasks(
  db: AgentExecutionClient,
  input: { limit?: number; cursor?: string } = {},
): Promise<Page<Task>> {
  const limit = pageLimit(input.limit, 50);
  let query = db
    .from('deep_work_tasks')
    .select()
    .order('id', { ascending: false })
    .limit(limit + 1);
  if (input.cursor) query = query.lt('id', input.cursor);
  return toPage(unwrap(await query), limit, (task) => task.id);
}
