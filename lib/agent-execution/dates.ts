/** Date ranges as callers write them: ISO 8601, UTC where no zone is named. */
import { errorOf } from './agent-execution.error';

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;
const DAY = 24 * 60 * 60 * 1000;

function parse(value: string, name: string): number {
  const isIso = /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(value);
  const time = isIso ? Date.parse(value) : Number.NaN;
  const isRealDay = DATE_ONLY.test(value) ? new Date(time || 0).toISOString().startsWith(value) : true;
  if (Number.isNaN(time) || !isRealDay) {
    throw errorOf('invalid_input', `${name} is not a date: use 2025-01-31 or 2025-01-31T12:00:00Z.`);
  }
  return time;
}

/** The first instant of a range. */
export function startOf(value: string | undefined, name = 'start_date'): string | undefined {
  return value === undefined ? undefined : new Date(parse(value, name)).toISOString();
}

/** The first instant after a range; a date without a time includes that day. */
export function endOf(value: string | undefined, name = 'end_date'): string | undefined {
  if (value === undefined) return undefined;
  const time = parse(value, name);
  return new Date(DATE_ONLY.test(value) ? time + DAY : time).toISOString();
}
