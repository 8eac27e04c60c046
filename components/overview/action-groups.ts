/** Groups the newest actions by the task that they belong to, so that each task is named once. */
import type { Overview } from '@/lib/dashboard/overview';

export type Action = Overview['last_actions'][number];

export interface ActionGroup {
  key: string;
  /** Newest first; the first of them are shown. */
  actions: Action[];
  shown: Action[];
}

const MAX_GROUPS = 4;
const MAX_SHOWN = 12;

/** Returns the groups by their newest action. Together they show 12 actions, however many groups there are. */
export function groupActions(actions: Action[]): ActionGroup[] {
  const groups = new Map<string, Action[]>();
  for (const action of actions) {
    const key = action.task_id ?? action.plan_id ?? 'account';
    groups.set(key, [...(groups.get(key) ?? []), action]);
  }
  const kept = [...groups].slice(0, MAX_GROUPS);
  const share = Math.floor(MAX_SHOWN / Math.max(1, kept.length));
  return kept.map(([key, all]) => ({ key, actions: all, shown: all.slice(0, share) }));
}
