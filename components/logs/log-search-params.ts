/** What the address of a log says: which rows, and around which one. */
import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsFloat,
  parseAsInteger,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import type { LogViewFilters } from '@/lib/agent-execution/log-view';

const actorTypes = ['agent', 'user', 'system'] as const;

export const logSearchParams = {
  action: parseAsArrayOf(parseAsString).withDefault([]),
  actor: parseAsStringLiteral(actorTypes),
  step: parseAsInteger,
  below: parseAsFloat,
  errors: parseAsBoolean.withDefault(false),
  q: parseAsString.withDefault(''),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  /** The row to show and open; newer ones are left out. */
  row: parseAsInteger,
};

export const loadLogParams = createLoader(logSearchParams);
export const serializeLogParams = createSerializer(logSearchParams);

export type LogParams = Awaited<ReturnType<typeof loadLogParams>>;

/** The filters that an address names; the row is no filter. */
export function logFiltersOf(params: LogParams): LogViewFilters {
  return {
    action_type: params.action.length > 0 ? params.action : undefined,
    actor_type: params.actor ?? undefined,
    step_number: params.step ?? undefined,
    confidence_below: params.below ?? undefined,
    errors_only: params.errors || undefined,
    search: params.q || undefined,
    start_date: params.from?.toISOString(),
    end_date: params.to?.toISOString(),
  };
}

export function hasLogFilters(params: LogParams): boolean {
  return Object.values(logFiltersOf(params)).some((value) => value !== undefined);
}
