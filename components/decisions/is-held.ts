import type { PlacedDecision } from '@/lib/agent-execution/decisions';

/** Returns whether a request of the agent waits for the decision right now. */
export function isHeld({ held_until }: Pick<PlacedDecision, 'held_until'>, now: number): boolean {
  return held_until !== null && Date.parse(held_until) > now;
}
