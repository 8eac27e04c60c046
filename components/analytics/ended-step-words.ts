import { formatCount } from '@/lib/format/words';
import type { AnalyticsRange } from './analytics-range';
import type { EndedStepFilters } from './ended-step-params';
import { formatPeriod } from './period';

const day = (value: string) => formatPeriod(value, 'day');

/** Returns the heading of a list: `18 steps completed on 3 Mar, of the type research`. */
export function wordsOfSteps(
  total: number,
  { status, type, agent, model }: Pick<EndedStepFilters, 'status' | 'type' | 'agent' | 'model'>,
  { from, to }: Pick<AnalyticsRange, 'from' | 'to'>,
): string {
  const range = from === to ? `on ${day(from)}` : `from ${day(from)} to ${day(to)}`;
  return [
    `${formatCount(total, 'step')} ${status ?? 'ended'} ${range}`,
    type.length > 0 && `of the type ${type.join(' or ')}`,
    agent.length > 0 && `of the plans of ${agent.join(' or ')}`,
    model.length > 0 && `with ${model.join(' or ')}`,
  ]
    .filter(Boolean)
    .join(', ');
}
