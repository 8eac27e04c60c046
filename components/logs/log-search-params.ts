/** The URL parameters of a log: the filters, the order and the row to show. */
import {
  createLoader,
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsFloat,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { startOf, storableTime } from '@/lib/agent-execution/dates';
import type { LogViewFilters } from '@/lib/dashboard/log-view';

const actorTypes = ['agent', 'user', 'system'] as const;
const orders = ['newest', 'oldest'] as const;

/** Which rows come first. */
export type LogOrder = (typeof orders)[number];

/** Parses a time; a time without a zone is UTC. */
const parseAsInstant = createParser({
  parse: readInstant,
  serialize: (time: Date) => time.toISOString(),
  eq: (one, other) => one.getTime() === other.getTime(),
});

function readInstant(value: string): Date | null {
  try {
    return new Date(startOf(value) ?? value);
  } catch {
    return null;
  }
}

export const logSearchParams = {
  action: parseAsArrayOf(parseAsString).withDefault([]),
  actor: parseAsStringLiteral(actorTypes),
  step: parseAsInteger,
  below: parseAsFloat,
  errors: parseAsBoolean.withDefault(false),
  q: parseAsString.withDefault(''),
  from: parseAsInstant,
  to: parseAsInstant,
  order: parseAsStringLiteral(orders).withDefault('newest'),
  /** The row to show first and open; rows before it in the order are omitted. */
  row: parseAsInteger,
};

export const loadLogParams = createLoader(logSearchParams);
export const serializeLogParams = createSerializer(logSearchParams);

export type LogParams = Awaited<ReturnType<typeof loadLogParams>>;

/** Returns the filters in the URL, without the order and the row. */
export function logFiltersOf(params: LogParams): LogViewFilters {
  return {
    action_type: params.action.length > 0 ? params.action : undefined,
    actor_type: params.actor ?? undefined,
    step_number: params.step ?? undefined,
    confidence_below: params.below ?? undefined,
    errors_only: params.errors || undefined,
    search: params.q || undefined,
    start_date: params.from ? storableTime(params.from.getTime()) : undefined,
    end_date: params.to ? storableTime(params.to.getTime()) : undefined,
  };
}

export function hasLogFilters(params: LogParams): boolean {
  return Object.values(logFiltersOf(params)).some((value) => value !== undefined);
}
