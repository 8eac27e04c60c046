/** The URL parameters of the analytics: days, grouping, plan types, agents and models. */
import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';

export const presets = ['7', '30', '90'] as const;
export const groupings = ['day', 'week', 'month'] as const;

export const analyticsSearchParams = {
  /** Number of days up to today; `from` and `to` override it. */
  days: parseAsStringLiteral(presets).withDefault('30'),
  from: parseAsString,
  to: parseAsString,
  group: parseAsStringLiteral(groupings).withDefault('day'),
  type: parseAsArrayOf(parseAsString).withDefault([]),
  agent: parseAsArrayOf(parseAsString).withDefault([]),
  model: parseAsArrayOf(parseAsString).withDefault([]),
};

export const loadAnalyticsFilters = createLoader(analyticsSearchParams);

export type AnalyticsFilters = Awaited<ReturnType<typeof loadAnalyticsFilters>>;
