/** Writes what is spent of a budget. */
import type { Budget } from '@/lib/agent-execution/budgets';
import { formatDollars } from './usage';
import { formatCount, formatNumber } from './words';

type Spent = Pick<Budget, 'limit_usd' | 'limit_tokens' | 'spent_usd' | 'spent_tokens' | 'unknown_calls'>;

/** Returns what is spent in words. An unknown cost is not written as 0. */
export function spentWords({
  limit_usd,
  limit_tokens,
  spent_usd,
  spent_tokens,
  unknown_calls,
}: Spent): string {
  return [
    limit_usd !== null && `${formatDollars(spent_usd)} of ${formatDollars(limit_usd)}`,
    limit_tokens !== null && `${formatNumber(spent_tokens)} of ${formatNumber(limit_tokens)} tokens`,
    limit_usd !== null && unknown_calls > 0 && `cost of ${formatCount(unknown_calls, 'call')} unknown`,
  ]
    .filter(Boolean)
    .join(', ');
}
