/** Reads tasks for the pages of the dashboard. */
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type {
  AgentExecutionClient,
  Page,
  Plan,
  PlanState,
  Subtask,
} from '@/lib/agent-execution/agent-execution.types';
import { pageLimit, toPage } from '@/lib/agent-execution/page';
import type { TaskField, TaskRow } from '@/lib/agent-execution/task-edits';
import type { UsageSum } from '@/lib/agent-execution/usage';
import { call } from './call';
import type { LogViewRow } from './log-view';
import { placeCursor, readPlaceCursor } from './place-cursor';

export interface TaskTableRow {
  id: string;
  title: string;
  /** null if the table has no column for completion. */
  completed: boolean | null;
  /** These are null if unset, or if the table has no such column. */
  priority: string | null;
  /** Such as 2026-12-05. */
  due_date: string | null;
  category: string | null;
  /** The newest change of the task or one of its plans. */
  active_at: string;
  subtasks_done: number;
  subtasks_total: number;
  /** Numbers of plans by state. */
  plans: Partial<Record<PlanState, number>>;
  /** The value that the row is sorted by. */
  sort_value: string | null;
}

export const taskSorts = ['active', 'title', 'priority', 'due', 'category'] as const;
export type TaskSort = (typeof taskSorts)[number];

export const taskDues = ['overdue', 'today', 'week', 'none'] as const;
export type TaskDue = (typeof taskDues)[number];

export interface TaskTableInput {
  /** Words of the title. */
  search?: string | undefined;
  state?: 'open' | 'completed' | undefined;
  priority?: string[] | undefined;
  category?: string[] | undefined;
  due?: TaskDue | undefined;
  /** The reader's day, such as 2026-12-05. */
  today?: string | undefined;
  sort?: TaskSort;
  descending?: boolean;
  cursor?: string | undefined;
  limit?: number;
}

interface ValueCount {
  value: string;
  count: number;
}

/** Numbers of tasks by filter value; each count applies all other filters. */
export interface TaskFacets {
  /** The number of tasks that match all filters. */
  total: number;
  open: number;
  completed: number;
  priority: ValueCount[];
  category: ValueCount[];
}

export interface TaskTable {
  tasks: Page<TaskTableRow>;
  fields: TaskField[];
  facets: TaskFacets;
}

/** The result of `agent_task_table`: one row more than requested if there are more. */
export interface StoredTaskTable {
  rows: TaskTableRow[];
  fields: TaskField[];
  facets: TaskFacets;
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
  /** The usage of the plan with its sub-plans. */
  usage: UsageSum | null;
};

export type TaskSubtask = Omit<Subtask, 'task_id'>;

export interface TaskPage {
  task: TaskRow;
  fields: TaskField[];
  /** The newest 200. */
  plans: TaskPlan[];
  /** The usage of all plans of the task; null if none was reported. */
  usage: (UsageSum & { plans: number }) | null;
  subtasks: TaskSubtask[];
  /** The last 20 of the task and its plans. */
  logs: LogViewRow[];
}

/** Returns a page of tasks, those with the newest activity first by default. Throws invalid_input for a cursor of another order. */
export async function viewTasks(
  db: AgentExecutionClient,
  { cursor, limit, sort = 'active', descending = true, ...filters }: TaskTableInput = {},
): Promise<TaskTable> {
  const count = pageLimit(limit, 50);
  const order = `${sort} ${descending}`;
  const after = cursor === undefined ? undefined : readPlaceCursor(cursor, order);
  const { rows, fields, facets } = await call(db, 'agent_task_table', {
    ...filters,
    sort,
    descending,
    after_id: after?.id,
    after_value: after?.value ?? undefined,
    max_rows: count + 1,
  });
  const tasks = toPage(rows, count, (row) => placeCursor(order, row.sort_value, row.id));
  return { tasks, fields, facets };
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
