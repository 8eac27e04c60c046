/** The URL parameters of the context page: the search, its filters and the number of results. */
import {
  createLoader,
  createSerializer,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import type { SearchContextInput } from '@/lib/agent-execution/context-search';

/** The number of results at first, and the maximum. */
export const RESULTS_SHOWN = 25;
export const MAX_RESULTS_SHOWN = 100;

export const ages = { day: 1, week: 7, month: 30 } as const;
const ageNames = ['day', 'week', 'month'] as const satisfies (keyof typeof ages)[];

export const contextSearchParams = {
  q: parseAsString.withDefault(''),
  type: parseAsString,
  task: parseAsString,
  plan: parseAsString,
  /** Entries set within the last day, week or month. */
  age: parseAsStringLiteral(ageNames),
  show: parseAsInteger.withDefault(RESULTS_SHOWN),
};

export const loadContextParams = createLoader(contextSearchParams);
export const contextHref = createSerializer(contextSearchParams);

export type ContextParams = Awaited<ReturnType<typeof loadContextParams>>;

const DAY = 86_400_000;

/** Returns the search in the URL. The last word matches as a prefix, because a person may still be typing. */
export function searchOf(params: ContextParams, now: number): SearchContextInput {
  const { q, type, task, plan, age, show } = params;
  return {
    query: q,
    is_prefix: true,
    context_type: type ?? undefined,
    task_id: task ?? undefined,
    plan_id: plan ?? undefined,
    since: age ? new Date(now - ages[age] * DAY).toISOString() : undefined,
    limit: Math.min(Math.max(show, 1), MAX_RESULTS_SHOWN),
  };
}

export function hasContextFilters({ q, type, task, plan, age }: ContextParams): boolean {
  return q !== '' || [type, task, plan, age].some((filter) => filter !== null);
}
