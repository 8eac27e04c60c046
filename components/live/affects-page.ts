import type { FeedRow } from '@/lib/feed/feed';
import { isFollowed } from './followed-plans';

/** Returns whether a log row may change a page. The page of a plan follows the plans that it shows, and the settings follow no row. */
export function affectsPage(pathname: string, row: Pick<FeedRow, 'plan_id' | 'task_id'>): boolean {
  if (pathname.startsWith('/settings')) return false;
  const [, planId] = /^\/plans\/([0-9a-f-]{36})$/.exec(pathname) ?? [];
  if (planId === undefined || planId === row.plan_id || row.task_id !== null) return true;
  return row.plan_id !== null && isFollowed(row.plan_id);
}
