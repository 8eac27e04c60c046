import type { PlanAdherence } from '@/lib/agent-execution/adherence';
import { formatPercent } from '@/lib/format/percent';
import { formatCount } from '@/lib/format/words';

/** Returns `92 % of 120 calls`; without calls there is no share. */
export function inStepWords({
  calls,
  calls_in_step,
}: Pick<PlanAdherence, 'calls' | 'calls_in_step'>): string {
  if (calls === 0) return 'no calls';
  return `${formatPercent(calls_in_step / calls)} of ${formatCount(calls, 'call')}`;
}
