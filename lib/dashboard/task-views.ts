/** Reads tasks for the pages of the dashboard. */
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type {
  AgentExecutionClient,
  Page,
  Plan,
  PlanState,
  Subtask,
} from '@/lib/agent-execution/agent-execution.types';
import { pageLimit, readTextCursor, textCursor, toPage } from '@/lib/agent-execution/page';
import type { TaskField, TaskRow } from '@/lib/agent-execution/task-edits';
import type { UsageSum } from '@/lib/agent-execution/usage';
import { call } from './call';
import type { LogViewRow } from './log-view';

export interface TaskTableRow {
  id: string;
  title: string;
  /** null if the table has no column for completion. */
  completed: boolean | null;
  /** The newest change of the task or one of its plans. */
  active_at: string;
  subtasks_done: number;
  subtasks_total: number;
  /** Numbers of plans by state. */
  plans: Partial<Record<PlanState, number>>;
}

export interface TaskTable {
  tasks: Page<TaskTableRow>;
  fields: TaskField[];
}

/** The result of `agent_task_table`: one row more than requested if there are more. */
export interface StoredTaskTable {
  rows: TaskTableRow[];
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
> & {
  /** Of the plan with its sub-plans. */
  usage: UsageSum | null;
};

export type TaskSubtask = Omit<Subtask, 'task_id'>;

export interface TaskPage {
  task: TaskRow;
  fields: TaskField[];
  /** The newest 200. */
  plans: TaskPlan[];
  /** Of all plans of the task; null if none was reported. */
  usage: (UsageSum & { plans: number }) | null;
  subtasks: TaskSubtask[];
  /** The last 20 of the task and its plans. */
  logs: LogViewRow[];
}

/** Returns tasks, those with the newest activity first. */
export async function viewTasks(
  db: AgentExecutionClient,
  input: { search?: string; cursor?: string; limit?: number } = {},
): Promise<TaskTable> {
  const limit = pageLimit(input.limit, 50);
  const after = input.cursor ? readTextCursor(input.cursor) : undefined;
  const { rows, fields } = await call(db, 'agent_task_table', {
    search: input.search,
    before_active_at: after?.time,
    before_id: after?.id,
    max_rows: limit + 1,
  });
  return { tasks: toPage(rows, limit, (row) => textCursor(row.active_at, row.id)), fields };
}

/** Returns a task with its plans and activity; throws not_found. */
export async function viewTask(db: AgentExecutionClient, taskId: string): Promise<TaskPage> {
  const page = await call(db, 'agent_task_page', { task_id: taskId });
  if (!page) {
    throw new AgentExecutionError(
      'not_found',
      `There is no task '${taskId}'.`,
      'List your tasks to find its id.',
    );
  }
  return page;
}
