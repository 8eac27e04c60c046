import { redirect } from 'next/navigation';
import { MOST_TASKS_SHOWN, type TaskListParams, taskListHref } from '@/components/tasks/task-search-params';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type TaskTable, viewTasks } from '@/lib/agent-execution/task-views';
import { createServerClient } from '@/lib/supabase/server';

/** The tasks that an address asks for; from a cursor that was garbled on its way one goes back to the newest. */
export async function findTasks({ q, show, cursor }: TaskListParams): Promise<TaskTable> {
  try {
    return await viewTasks(await createServerClient(), {
      search: q || undefined,
      cursor: cursor ?? undefined,
      limit: Math.min(Math.max(show, 1), MOST_TASKS_SHOWN),
    });
  } catch (error) {
    const isGarbled = cursor && error instanceof AgentExecutionError && error.code === 'invalid_input';
    if (isGarbled) redirect(taskListHref('/tasks', { q }));
    throw error;
  }
}
