/** Counts the steps of a plan by state, for the progress bar and the filter. */
import type { HeldStatus } from '@/components/leases/lease-state';
import type { ShownState } from '@/components/plans/plan-search-params';

export interface Segment {
  state: ShownState;
  count: number;
}

/** The order of the bar: what is done, what is under way, what needs a person, what is left. */
const ORDER: readonly ShownState[] = [
  'completed',
  'skipped',
  'in_progress',
  'quiet',
  'lost',
  'awaiting_approval',
  'blocked',
  'failed',
  'pending',
];

/** Returns the states that occur, in the order of the bar. */
export function segmentsOf(statuses: Iterable<HeldStatus>): Segment[] {
  const counts = new Map<string, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return ORDER.flatMap((state) => {
    const count = counts.get(state) ?? 0;
    return count > 0 ? [{ state, count }] : [];
  });
}
