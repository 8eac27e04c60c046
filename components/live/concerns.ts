import type { FeedRow } from '@/lib/feed/feed';

/** Whether a page may look different after a log row: a plan's page follows its own plan, the settings follow nothing. */
export function concerns(pathname: string, row: Pick<FeedRow, 'plan_id' | 'task_id'>): boolean {
  if (pathname.startsWith('/settings')) return false;
  const [, planId] = /^\/plans\/([0-9a-f-]{36})$/.exec(pathname) ?? [];
  return planId === undefined || planId === row.plan_id || row.task_id !== null;
}
