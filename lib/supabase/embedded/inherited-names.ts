/**
 * Refuses a filter on a name that every JavaScript object inherits, such as `__proto__` or `constructor`. Lite would write the filter into the
 * shared prototype and read every row.
 */
import { refuseQuery } from './database-errors.ts';

/** Separates the names of a parameter: an embedded resource, a column, a path into JSON. */
const SEPARATOR = /\.|->>?/;

/** Returns the refusal of a query with such a filter, or null. */
export function refuseInheritedNames(url: URL): Response | null {
  for (const parameter of url.searchParams.keys()) {
    const name = parameter
      .split(SEPARATOR)
      .map((part) => part.replaceAll('"', '').trim())
      .find((part) => part in Object.prototype);
    if (name !== undefined)
      return refuseQuery(`"${name}" cannot be a column.`, 'Filter by a column of the table.');
  }
  return null;
}
