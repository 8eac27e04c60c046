/** The URL parameters of the steps and of the attempts behind a bar of the analytics. */
import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';

const shared = {
  /** First and last day, as 2026-03-02. */
  from: parseAsString,
  to: parseAsString,
  type: parseAsArrayOf(parseAsString).withDefault([]),
  agent: parseAsArrayOf(parseAsString).withDefault([]),
  model: parseAsArrayOf(parseAsString).withDefault([]),
  show: parseAsInteger.withDefault(100),
};

const params = {
  ...shared,
  status: parseAsStringLiteral(['completed', 'failed', 'skipped'] as const),
  action: parseAsString,
  estimate: parseAsStringLiteral(['any', '0', '1', '2', '3', '4', '5', '6'] as const),
};

const attemptParams = {
  ...shared,
  outcome: parseAsStringLiteral(['completed', 'failed', 'blocked', 'reopened'] as const),
  actor: parseAsString,
  action: parseAsString,
  /** Empty for attempts without a reason. */
  reason: parseAsString,
};

export const MAX_STEPS_SHOWN = 1000;

export const loadEndedStepFilters = createLoader(params);
export const loadAttemptFilters = createLoader(attemptParams);
const serialize = createSerializer(params);
const serializeAttempts = createSerializer(attemptParams);

export type EndedStepFilters = Awaited<ReturnType<typeof loadEndedStepFilters>>;
export type AttemptParams = Awaited<ReturnType<typeof loadAttemptFilters>>;

/** Returns the address that shows 100 more steps. */
export const moreStepsHref = (filters: EndedStepFilters): string =>
  serialize('/analytics/steps', { ...filters, show: filters.show + 100 });

/** Returns the address that shows 100 more attempts. */
export const moreAttemptsHref = (filters: AttemptParams): string =>
  serializeAttempts('/analytics/attempts', { ...filters, show: filters.show + 100 });
