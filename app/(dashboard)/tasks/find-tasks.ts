import { redirect } from 'next/navigation';
import { MAX_TASKS_SHOWN, type TaskListParams, taskListHref } from '@/components/tasks/task-search-params';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type TaskTable, viewTasks } from '@/lib/dashboard/task-views';
import { createServerClient } from '@/lib/supabase/server';

/** Returns the tasks for the URL's search and page; a malformed cursor starts again with the newest. */
export async function findTasks({ q, show, cursor }: TaskListParams): Promise<TaskTable> {
  try {
    return await viewTasks(await createServerClient(), {
      search: q || undefined,
      cursor: cursor ?? undefined,
      limit: Math.min(Math.max(show, 1), MAX_TASKS_SHOWN),
    });
  } catch (error) {
    const isMalformed = cursor && error instanceof AgentExecutionError && error.code === 'invalid_input';
    if (isMalformed) redirect(taskListHref('/tasks', { q }));
    throw error;
  }
}
