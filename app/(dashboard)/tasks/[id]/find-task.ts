import { notFound } from 'next/navigation';
import { cache } from 'react';
import { toLogSummary } from '@/components/logs/log-summary';
import { type TaskPage, viewTask } from '@/lib/dashboard/task-views';
import { isAbsent } from '@/lib/is-absent';
import { createServerClient } from '@/lib/supabase/server';

/** Returns the task that the URL segment names, read once per request; an unknown id shows "not found". */
export const findTask = cache(async (segment: string): Promise<TaskPage> => {
  try {
    const page = await viewTask(await createServerClient(), readTaskId(segment));
    return { ...page, logs: page.logs.map(toLogSummary) };
  } catch (error) {
    if (isAbsent(error)) notFound();
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
