/** The URL parameters of the steps behind a bar of the analytics. */
import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';

const params = {
  status: parseAsStringLiteral(['completed', 'failed', 'skipped'] as const),
  /** First and last day, as 2026-03-02. */
  from: parseAsString,
  to: parseAsString,
  type: parseAsArrayOf(parseAsString).withDefault([]),
  agent: parseAsArrayOf(parseAsString).withDefault([]),
  model: parseAsArrayOf(parseAsString).withDefault([]),
  show: parseAsInteger.withDefault(100),
};

export const MAX_STEPS_SHOWN = 1000;

export const loadEndedStepFilters = createLoader(params);
const serialize = createSerializer(params);

export type EndedStepFilters = Awaited<ReturnType<typeof loadEndedStepFilters>>;

/** Returns the address that shows 100 more steps. */
export const moreStepsHref = (filters: EndedStepFilters): string =>
  serialize('/analytics/steps', { ...filters, show: filters.show + 100 });
