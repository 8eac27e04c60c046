import type { ActionResult } from '@/lib/action-result';
import type { PlanShare } from '@/lib/agent-execution/plan-shares';

export interface ShareActions {
  onList: (planId: string) => Promise<ActionResult<{ shares: PlanShare[] }>>;
  /** Makes a link that expires after this number of days. */
  onShare: (planId: string, days: number) => Promise<ActionResult<{ url: string }>>;
  onRevoke: (id: string) => Promise<ActionResult>;
}
