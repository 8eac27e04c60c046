/** Cursors of lists in any order: the order, and the value and id of the last row. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';

export interface Place {
  value: string | null;
  id: string;
}

export function placeCursor(order: string, value: string | null, id: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify([order, value, id]));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws invalid_input for a cursor of another order, or for other text. */
export function readPlaceCursor(cursor: string, order: string): Place {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    const read: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0))),
    );
    if (Array.isArray(read)) {
      const [itsOrder, value, id]: unknown[] = read;
      if (itsOrder === order && (value === null || typeof value === 'string') && typeof id === 'string')
        return { value, id };
    }
  } catch {
    // falls through to the error below
  }
  throw errorOf('invalid_input', 'The cursor is invalid. Use next_cursor of the page before.', { cursor });
}
