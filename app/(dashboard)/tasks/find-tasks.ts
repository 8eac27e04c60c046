import { redirect } from 'next/navigation';
import { MAX_TASKS_SHOWN, type TaskListParams, taskListHref } from '@/components/tasks/task-search-params';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { dayAt } from '@/lib/agent-execution/dates';
import { type TaskTable, viewTasks } from '@/lib/dashboard/task-views';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../../time-zone';

const unlessEmpty = (values: string[]) => (values.length > 0 ? values : undefined);

/** Returns the tasks for the URL's search, filters, order and page; a malformed cursor starts again with the first page. */
export async function findTasks(params: TaskListParams): Promise<TaskTable> {
  const { q, state, priority, category, due, sort, order, show, cursor } = params;
  const db = await createServerClient();
  try {
    return await viewTasks(db, {
      search: q.trim() || undefined,
      state: state ?? undefined,
      priority: unlessEmpty(priority),
      category: unlessEmpty(category),
      due: due ?? undefined,
      today: dayAt(await readDatabaseTime(db), await readTimeZone()),
      sort,
      descending: order === 'desc',
      cursor: cursor ?? undefined,
      limit: Math.min(Math.max(show, 1), MAX_TASKS_SHOWN),
    });
  } catch (error) {
    const isMalformed = cursor && error instanceof AgentExecutionError && error.code === 'invalid_input';
    if (isMalformed) redirect(taskListHref('/tasks', { ...params, cursor: null, new: null }));
    throw error;
  }
}
