import { formatCount } from '@/lib/format/words';
import type { AnalyticsRange } from './analytics-range';
import type { AttemptParams, EndedStepFilters } from './ended-step-params';
import { estimateNames } from './estimate-names';
import { formatPeriod } from './period';

type Days = Pick<AnalyticsRange, 'from' | 'to'>;
type Scope = Pick<EndedStepFilters, 'type' | 'agent' | 'model'>;

const day = (value: string) => formatPeriod(value, 'day');

const daysText = ({ from, to }: Days) =>
  from === to ? `on ${day(from)}` : `from ${day(from)} to ${day(to)}`;

const scopeTexts = ({ type, agent, model }: Scope) => [
  type.length > 0 && `of the type ${type.join(' or ')}`,
  agent.length > 0 && `of the plans of ${agent.join(' or ')}`,
  model.length > 0 && `with ${model.join(' or ')}`,
];

const joined = (texts: (string | false)[]) => texts.filter(Boolean).join(', ');

function estimateText(estimate: EndedStepFilters['estimate']): string | false {
  if (estimate === null) return false;
  return estimate === 'any' ? 'with an estimate' : `in ${estimateNames[Number(estimate)]} times the estimate`;
}

/** Returns the heading of a list: `18 steps completed on 3 Mar, of the type research`. */
export function wordsOfSteps(
  total: number,
  filters: Scope & Pick<EndedStepFilters, 'status' | 'action' | 'estimate'>,
  days: Days,
): string {
  return joined([
    `${formatCount(total, 'step')} ${filters.status ?? 'ended'} ${daysText(days)}`,
    filters.action !== null && `action ${filters.action}`,
    estimateText(filters.estimate),
    ...scopeTexts(filters),
  ]);
}

/** Returns the heading of a list: `3 attempts failed on 3 Mar, by claude`. */
export function wordsOfAttempts(
  total: number,
  filters: Scope & Pick<AttemptParams, 'outcome' | 'actor' | 'action' | 'reason'>,
  days: Days,
): string {
  const outcome = filters.outcome === 'reopened' ? 'completed and reopened later' : filters.outcome;
  return joined([
    `${formatCount(total, 'attempt')} ${outcome ?? 'ended'} ${daysText(days)}`,
    filters.actor !== null && `by ${filters.actor}`,
    filters.action !== null && `action ${filters.action}`,
    filters.reason !== null && (filters.reason === '' ? 'without a reason' : `“${filters.reason}”`),
    ...scopeTexts(filters),
  ]);
}
