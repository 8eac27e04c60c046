/** Joins pages of plans into one list. */
import type { PlanTablePlace, PlanTableRow } from '@/lib/dashboard/plan-table';

/** The number of rows that the server renders. */
export const FIRST_ROWS = 50;

/** Returns all rows, each plan at its first place: a plan that moved while pages were read may be on two pages. */
export function joinRows(...pages: PlanTableRow[][]): PlanTableRow[] {
  const seen = new Set<string>();
  return pages.flat().filter((row) => !seen.has(row.id) && seen.add(row.id));
}

/** Returns the cursor after these rows, or null without rows. */
export function placeAfter(rows: PlanTableRow[], as_of: string): PlanTablePlace | null {
  const last = rows.at(-1);
  return last ? { id: last.id, sort_value: last.sort_value, as_of } : null;
}
