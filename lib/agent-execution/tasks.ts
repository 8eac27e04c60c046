/** Tasks. Only id, user_id and title of the table are required, because an existing application may own it. */
import { AgentExecutionError, unwrap } from './agent-execution.error';
import type { AgentExecutionClient, CreateTaskInput, Page, Task } from './agent-execution.types';
import { call } from './call';
import { pageLimit, readTextCursor, textCursor, toPage } from './page';

const EPOCH = '1970-01-01T00:00:00+00:00';

/** Creates a task for the caller, and logs it. */
export async function createTask(db: AgentExecutionClient, input: CreateTaskInput): Promise<Task> {
  return call(db, 'agent_create_task', { task: input });
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

export interface QueryTasksInput {
  /** Words that the title contains, in any order. */
  search?: string;
  limit?: number;
  cursor?: string;
}

/** Returns when a task was created. Tasks of an existing application may have no such time. */
const timeOf = ({ created_at }: { created_at?: string | null }) => created_at ?? EPOCH;

/** Returns the cursor after a task of queryTasks. */
export const taskCursor = (task: Task) => textCursor(timeOf(task), task.id);

/** Returns tasks, the newest first; by id if tasks have no created_at. */
export async function queryTasks(db: AgentExecutionClient, input: QueryTasksInput = {}): Promise<Page<Task>> {
  const limit = pageLimit(input.limit, 50);
  const before = input.cursor ? readTextCursor(input.cursor) : undefined;
  const rows = await call(db, 'agent_query_tasks', {
    search: input.search,
    before_created_at: before?.time,
    before_id: before?.id,
    max_rows: limit + 1,
  });
  return toPage(rows, limit, taskCursor);
}
