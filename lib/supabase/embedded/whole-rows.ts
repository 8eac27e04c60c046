/**
 * Completes the rows of an insert or upsert over `/rest/v1`. The rows of a request may have different columns, which
 * `columns` names. For a missing column lite stores the default but returns null, and takes the columns of an upsert
 * only from the first row. This file makes an insert write the default. It makes an upsert write null, as PostgREST
 * does, because a default would replace the stored value; `missing=default` asks for that.
 */

import { isFields } from '../../agent-execution/is-fields.ts';

/** Represents a column's default. Text with NUL from a caller is refused, so no value can look like it. */
export const DEFAULT_VALUE = '\0default';

/** Returns the names in the parameter `columns`, which may be quoted. */
function columnsOf(url: URL): string[] {
  const names = url.searchParams.get('columns')?.match(/"(?:[^"]|"")*"|[^,"]+/g) ?? [];
  return names.map((name) => name.replace(/^"|"$/g, '').replaceAll('""', '"').trim()).filter(Boolean);
}

/**
 * Returns a body, whose numbers are exact numbers, with every column that the request names in each row. Returns the
 * same body if the request names none.
 */
export function completeRows(body: string, { method, url, headers }: Request): string {
  const address = new URL(url);
  const columns = columnsOf(address);
  if (method !== 'POST' || columns.length === 0 || address.pathname.startsWith('/rest/v1/rpc/')) return body;
  const prefer = headers.get('prefer') ?? '';
  const isDefault = !prefer.includes('resolution=') || prefer.includes('missing=default');
  const missing = Object.fromEntries(columns.map((name) => [name, isDefault ? DEFAULT_VALUE : null]));
  const rows = parsed(body);
  if (isFields(rows)) return JSON.stringify({ ...missing, ...rows });
  if (!Array.isArray(rows) || !rows.every(isFields)) return body;
  return JSON.stringify(rows.map((row) => ({ ...missing, ...row })));
}

/** Returns null for malformed JSON, which lite describes. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
