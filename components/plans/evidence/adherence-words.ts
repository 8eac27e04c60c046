import type { PlanAdherence } from '@/lib/agent-execution/adherence';
import { formatCount } from '@/lib/format/words';

/** Returns `92 % of 120 calls`; without calls there is no share. */
export function inStepWords({
  calls,
  calls_in_step,
}: Pick<PlanAdherence, 'calls' | 'calls_in_step'>): string {
  if (calls === 0) return 'no calls';
  return `${Math.round((calls_in_step / calls) * 100)} % of ${formatCount(calls, 'call')}`;
}
