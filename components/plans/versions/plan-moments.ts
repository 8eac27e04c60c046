import type { PlanMoment } from '@/lib/agent-execution/plan-at';

/** Returns the index of the newest moment up to a log row, or 0 if the row is older than all. */
export function momentAt(moments: Pick<PlanMoment, 'seq'>[], seq: number): number {
  let low = 0;
  let high = moments.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((moments[middle]?.seq ?? 0) <= seq) low = middle;
    else high = middle - 1;
  }
  return low;
}
