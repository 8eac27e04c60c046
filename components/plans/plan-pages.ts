/** Rows of several pages as one list. */
import type { PlanTablePlace, PlanTableRow } from '@/lib/agent-execution/plan-table';

/** As many as the server renders. */
export const FIRST_ROWS = 50;

/** One after the other, each plan where it is first: one that moved while pages were read may be on two. */
export function joinRows(...pages: PlanTableRow[][]): PlanTableRow[] {
  const seen = new Set<string>();
  return pages.flat().filter((row) => !seen.has(row.id) && seen.add(row.id));
}

/** What asks for the rows after these; null where there are none. */
export function placeAfter(rows: PlanTableRow[], as_of: string): PlanTablePlace | null {
  const last = rows.at(-1);
  return last ? { id: last.id, sort_value: last.sort_value, as_of } : null;
}
