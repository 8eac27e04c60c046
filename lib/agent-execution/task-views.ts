/** Tasks as their pages show them, and a person's changes to them: what changed is logged with the change. */
import { AgentExecutionError, unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  Json,
  Page,
  Plan,
  PlanState,
  Subtask,
  Task,
} from './agent-execution.types';
import type { LogViewRow } from './log-view';
import { pageLimit, readTextCursor, textCursor, toPage } from './page';

/** What a person may change of a task; a database's own table of tasks may have fewer of them. */
export type TaskField = 'title' | 'description' | 'category' | 'priority' | 'due_date' | 'completed';

export type TaskChanges = Partial<Pick<Task, TaskField>>;

/** A task as it is in the database; only id and title are sure to be there. */
export type TaskRow = Pick<Task, 'id' | 'title'> & TaskChanges & Partial<Pick<Task, 'updated_at'>>;

export interface TaskTableRow {
  id: string;
  title: string;
  /** null where tasks cannot be completed. */
  completed: boolean | null;
  /** The newest change of the task or one of its plans. */
  active_at: string;
  subtasks_done: number;
  subtasks_total: number;
  /** How many plans there are by state. */
  plans: Partial<Record<PlanState, number>>;
}

export interface TaskTable {
  tasks: Page<TaskTableRow>;
  fields: TaskField[];
}

export type TaskPlan = Pick<
  Plan,
  | 'id'
  | 'plan_type'
  | 'status'
  | 'total_steps'
  | 'completed_steps'
  | 'estimated_duration'
  | 'created_by'
  | 'version'
  | 'updated_at'
>;

export type TaskSubtask = Omit<Subtask, 'task_id'>;

export interface TaskPage {
  task: TaskRow;
  fields: TaskField[];
  /** The newest 200. */
  plans: TaskPlan[];
  subtasks: TaskSubtask[];
  /** The last 20 of the task and its plans. */
  logs: LogViewRow[];
}

export type SubtaskChanges = Partial<Pick<Subtask, 'title' | 'priority' | 'estimated_time' | 'completed'>>;

/** Tasks with the newest activity first. */
export async function viewTasks(
  db: AgentExecutionClient,
  input: { search?: string; cursor?: string; limit?: number } = {},
): Promise<TaskTable> {
  const limit = pageLimit(input.limit, 50);
  const after = input.cursor ? readTextCursor(input.cursor) : undefined;
  const answer = await db.rpc('agent_task_table', {
    search: input.search,
    before_active_at: after?.time,
    before_id: after?.id,
    max_rows: limit + 1,
  });
  // The function builds exactly this.
  const { rows, fields } = unwrap(answer) as unknown as { rows: TaskTableRow[]; fields: TaskField[] };
  return { tasks: toPage(rows, limit, (row) => textCursor(row.active_at, row.id)), fields };
}

/** Throws not_found. */
export async function viewTask(db: AgentExecutionClient, taskId: string): Promise<TaskPage> {
  const page = unwrap(await db.rpc('agent_task_page', { task_id: taskId }));
  if (!page) {
    throw new AgentExecutionError(
      'not_found',
      `There is no task '${taskId}'.`,
      'List your tasks to find its id.',
    );
  }
  return page as unknown as TaskPage; // the function builds exactly this
}

export async function updateTask(
  db: AgentExecutionClient,
  taskId: string,
  changes: TaskChanges,
): Promise<TaskRow> {
  const answer = await db.rpc('agent_update_task', { task_id: taskId, changes });
  return unwrap(answer) as unknown as TaskRow; // the row as jsonb
}

/** Deletes a task with its plans, their logs and context, and its subtasks. Throws forbidden for agents, not_found. */
export async function deleteTask(db: AgentExecutionClient, taskId: string): Promise<{ id: string }> {
  return unwrap(await db.rpc('agent_delete_task', { task_id: taskId })) as { id: string }; // built so
}

/** Deletes a plan with its log and context. Throws forbidden for agents, not_found. */
export async function deletePlan(db: AgentExecutionClient, planId: string): Promise<{ id: string }> {
  return unwrap(await db.rpc('agent_delete_plan', { plan_id: planId })) as { id: string }; // built so
}

/** Adds a subtask, or changes the one named. */
export async function saveSubtask(
  db: AgentExecutionClient,
  taskId: string,
  changes: SubtaskChanges,
  subtaskId?: string,
): Promise<Subtask> {
  const args = { task_id: taskId, changes: changes as Json, subtask_id: subtaskId };
  return unwrap(await db.rpc('agent_save_subtask', args)) as unknown as Subtask; // the row as jsonb
}

export async function deleteSubtask(
  db: AgentExecutionClient,
  taskId: string,
  subtaskId: string,
): Promise<Subtask> {
  const answer = await db.rpc('agent_delete_subtask', { task_id: taskId, subtask_id: subtaskId });
  return unwrap(answer) as unknown as Subtask; // what it was
}
