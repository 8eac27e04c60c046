import { notFound } from 'next/navigation';
import { cache } from 'react';
import { toLogSummary } from '@/components/logs/log-summary';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type TaskPage, viewTask } from '@/lib/dashboard/task-views';
import { createServerClient } from '@/lib/supabase/server';

/** Returns the task that the URL segment names, read once per request; an unknown id shows "not found". */
export const findTask = cache(async (segment: string): Promise<TaskPage> => {
  try {
    const page = await viewTask(await createServerClient(), readTaskId(segment));
    return { ...page, logs: page.logs.map(toLogSummary) };
  } catch (error) {
    const isAbsent =
      error instanceof AgentExecutionError && ['not_found', 'invalid_input'].includes(error.code);
    if (isAbsent) notFound();
    throw error;
  }
});

/** URL segments arrive percent-encoded. */
export function readTaskId(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    notFound();
  }
}
