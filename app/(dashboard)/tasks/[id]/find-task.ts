import { notFound } from 'next/navigation';
import { cache } from 'react';
import { toLogSummary } from '@/components/logs/log-summary';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type TaskPage, viewTask } from '@/lib/agent-execution/task-views';
import { createServerClient } from '@/lib/supabase/server';

/** The task that a segment of the address names, once a request; whatever names none is not found. */
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

/** Segments come encoded as they stand in the address. */
export function readTaskId(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    notFound();
  }
}
