/** Keyset pages: how a cursor is written and read, and how many rows a page has. */
import { errorOf } from './agent-execution.error';
import type { Page } from './agent-execution.types';

export const MAX_LIMIT = 1000;

/** The number of rows of a page, 1 to 1,000. */
export function pageLimit(limit: number | undefined, usual: number): number {
  if (limit === undefined) return usual;
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw errorOf('invalid_input', `limit must be a whole number from 1 to ${MAX_LIMIT}.`);
}

/** Makes a page of up to limit rows out of limit + 1, the last of which only says that there is more. */
export function toPage<T>(rows: T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next_cursor = rows.length > limit && last !== undefined ? cursorOf(last) : null;
  // Not enumerable: a page prints, compares and iterates as the plain list that it is.
  return Object.defineProperty(page as Page<T>, 'next_cursor', { value: next_cursor });
}

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/;

/** The cursor of a list in order of (time, id), newest first. */
export function timeCursor(time: string, id: string): string {
  return btoa(`${time}|${id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function readTimeCursor(cursor: string): { time: string; id: string } {
  const place = readTextCursor(cursor);
  if (/^[0-9a-f-]{36}$/.test(place.id)) return place;
  throw foreignCursor(cursor);
}

/** The cursor of a list in order of the log: its seq. */
export function readSeqCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw foreignCursor(cursor);
}

/** As timeCursor, for ids that may be any text. */
export function textCursor(time: string, id: string): string {
  return timeCursor(time, encodeURIComponent(id));
}

export function readTextCursor(cursor: string): { time: string; id: string } {
  try {
    const [time = '', id = ''] = atob(cursor.replaceAll('-', '+').replaceAll('_', '/')).split('|');
    if (TIMESTAMP.test(time) && id !== '') return { time, id: decodeURIComponent(id) };
  } catch {
    // falls through to the error below
  }
  throw foreignCursor(cursor);
}

function foreignCursor(cursor: string) {
  return errorOf('invalid_input', 'That cursor is not one of ours.', { cursor });
}
