/** The addresses of the plans and steps behind a bar. Each list has exactly the count of its bar. */
import { createSerializer, parseAsArrayOf, parseAsString } from 'nuqs/server';
import type { Grouping } from './period';

/** What the charts cover. */
export interface ChartScope {
  /** First and last day. */
  from: string;
  to: string;
  grouping: Grouping;
  type: string[];
  agent: string[];
  model: string[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

const list = parseAsArrayOf(parseAsString);
const scopeParams = { type: list, agent: list, model: list };

const stepParams = { ...scopeParams, status: parseAsString, from: parseAsString, to: parseAsString };
const stepsHref = createSerializer({ ...stepParams, action: parseAsString, estimate: parseAsString });
const attemptsHref = createSerializer({
  ...stepParams,
  outcome: parseAsString,
  actor: parseAsString,
  action: parseAsString,
  reason: parseAsString,
});
const plansHref = createSerializer({
  ...stepParams,
  ended_from: parseAsString,
  ended_to: parseAsString,
  used_from: parseAsString,
  used_to: parseAsString,
  sort: parseAsString,
});

/** Returns the first and last day of a period, within the range of the charts. */
export function daysOf(period: string, { from, to, grouping }: ChartScope): { from: string; to: string } {
  const first = new Date(`${period}T00:00:00Z`);
  const next = new Date(first);
  if (grouping === 'month') next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCDate(next.getUTCDate() + (grouping === 'week' ? 7 : 1));
  const last = new Date(next.getTime() - DAY_MS).toISOString().slice(0, 10);
  return { from: period < from ? from : period, to: last > to ? to : last };
}

const filtersOf = ({ type, agent, model }: ChartScope) => ({
  type: type.length > 0 ? type : null,
  agent: agent.length > 0 ? agent : null,
  model: model.length > 0 ? model : null,
});

interface StepFilters {
  type?: string[];
  action?: string;
  estimate?: string;
}

/** Returns the address of the steps that ended in a period, or in the whole range, with a status. */
export function hrefOfSteps(
  scope: ChartScope,
  period: string | null,
  status: string,
  filters: StepFilters = {},
): string {
  const { from, to } = period === null ? scope : daysOf(period, scope);
  return stepsHref('/analytics/steps', { ...filtersOf(scope), status, from, to, ...filters });
}

export interface AttemptFilters {
  type?: string[];
  actor?: string;
  action?: string;
  reason?: string;
  outcome?: 'completed' | 'failed' | 'blocked' | 'reopened';
}

/** Returns the address of the attempts at steps in the whole range. */
export function hrefOfAttempts(scope: ChartScope, filters: AttemptFilters): string {
  const { from, to } = scope;
  return attemptsHref('/analytics/attempts', { ...filtersOf(scope), from, to, ...filters });
}

export function hrefOfCreatedPlans(scope: ChartScope, period: string): string {
  return plansHref('/plans', { ...filtersOf(scope), ...daysOf(period, scope), sort: 'created' });
}

export function hrefOfCompletedPlans(scope: ChartScope, period: string): string {
  const { from, to } = daysOf(period, scope);
  return plansHref('/plans', { ...filtersOf(scope), status: 'completed', ended_from: from, ended_to: to });
}

/** Returns the address of the plans with model calls in a period, or in the whole range, the most expensive first. */
export function hrefOfUsedPlans(scope: ChartScope, period: string | null, model?: string): string {
  const { from, to } = period === null ? scope : daysOf(period, scope);
  const filters = { ...filtersOf(scope), ...(model !== undefined && { model: [model] }) };
  return plansHref('/plans', { ...filters, used_from: from, used_to: to, sort: 'cost' });
}
