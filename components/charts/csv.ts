/**
 * Returns rows as CSV (RFC 4180): values with a comma, quote or line break are quoted, quotes are doubled, lines end
 * with CRLF.
 */

export type CsvValue = string | number | null;

/** Spreadsheets run text that begins with one of these characters as a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;

function toCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toCsv(heads: string[], rows: CsvValue[][]): string {
  return [heads, ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}
