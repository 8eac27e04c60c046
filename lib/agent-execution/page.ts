/** Keyset pages: writes and reads cursors, and checks page sizes. */
import { errorOf } from './agent-execution.error';
import type { ListOrder, Page } from './agent-execution.types';

export const MAX_LIMIT = 1000;

/** Returns the number of rows of a page; throws invalid_input unless it is 1 to 1,000. */
export function pageLimit(limit: number | undefined, defaultLimit: number): number {
  if (limit === undefined) return defaultLimit;
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw errorOf('invalid_input', `limit must be a whole number from 1 to ${MAX_LIMIT}.`);
}

/** Returns a page of up to `limit` rows. `rows` may hold one more row, which only shows that there is a next page. */
export function toPage<T>(rows: T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next_cursor = rows.length > limit && last !== undefined ? cursorOf(last) : null;
  return withCursor(page, next_cursor);
}

/** Returns the rows as a page with this cursor. */
export function withCursor<T>(rows: T[], next_cursor: string | null): Page<T> {
  // Not enumerable, so that a page prints, compares and iterates like a plain array.
  return Object.defineProperty(rows as Page<T>, 'next_cursor', { value: next_cursor });
}

/** PostgREST truncates a result at the server's row cap, 1,000 on hosted Supabase. No supported cap is lower than this. */
const LOWEST_ROW_CAP = 100;

/** Reads a page of rows. It continues where the server's row cap may have truncated the result. */
export async function readPage<T>(
  { limit, cursor }: { limit: number; cursor: string | undefined },
  cursorOf: (row: T) => string,
  read: (cursor: string | undefined, count: number) => Promise<T[]>,
): Promise<Page<T>> {
  const rows: T[] = [];
  for (let next = cursor; ; ) {
    const found = await read(next, limit + 1 - rows.length);
    rows.push(...found);
    const last = found.at(-1);
    if (last === undefined || found.length < LOWEST_ROW_CAP || rows.length > limit)
      return toPage(rows, limit, cursorOf);
    next = cursorOf(last);
  }
}

/** Any time that Postgres writes. Old rows may have times outside of 1970 to 9999. */
const TIMESTAMP = /^(-?infinity|\d{4,6}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})( BC)?)$/;

/** Returns the cursor of a list ordered by (time, id), newest first. */
export function timeCursor(time: string, id: string): string {
  return btoa(`${time}|${id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function readTimeCursor(cursor: string): { time: string; id: string } {
  const place = readTextCursor(cursor);
  if (/^[0-9a-f-]{36}$/.test(place.id)) return place;
  throw invalidCursor(cursor);
}

const CREATED = 'created ';

/** Returns the cursor after a row, for an order. */
export function listCursor(
  order: ListOrder,
  row: { id: string; created_at: string; updated_at: string },
): string {
  return order === 'created'
    ? textCursor(row.created_at, `${CREATED}${row.id}`)
    : timeCursor(row.updated_at, row.id);
}

/** Returns the arguments that continue after a cursor; throws invalid_input for a cursor of another order. */
export function readListPlace(order: ListOrder, cursor: string | undefined) {
  if (!cursor) return { sort: order };
  if (order === 'updated') {
    const { time, id } = readTimeCursor(cursor);
    return { sort: order, before_updated_at: time, before_id: id };
  }
  const { time, id } = readTextCursor(cursor);
  if (!id.startsWith(CREATED)) throw invalidCursor(cursor);
  return { sort: order, before_created_at: time, before_id: id.slice(CREATED.length) };
}

/** Reads the cursor of a list in log order, which is a seq. */
export function readSeqCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw invalidCursor(cursor);
}

/** Returns a cursor as timeCursor does, for ids that may be any text. */
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
  throw invalidCursor(cursor);
}

function invalidCursor(cursor: string) {
  return errorOf('invalid_input', 'The cursor is invalid. Use next_cursor of the page before.', { cursor });
}
