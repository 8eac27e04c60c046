/** The elements that j, k and the arrows select: rows of lists, and steps. Tables and inboxes with keys of their own mark no rows. */
const ROWS = '[data-row], [data-step-button]';

const STEPS: Partial<Record<string, 1 | -1>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Moves the focus by a key: from the focused row to the next one, else to the first or last row in sight. */
export function moveInPage(key: string): boolean {
  const by = STEPS[key];
  if (by === undefined) return false;
  const current = document.activeElement?.closest<HTMLElement>(ROWS);
  if (!current) return key.length === 1 && focusSeen(by);
  const rows = rowsOfPage();
  rows[rows.indexOf(current) + by]?.focus();
  return true;
}

const listOf = (row: HTMLElement) => row.closest('ol, ul, table');
const rowsOfPage = () => [...document.querySelectorAll<HTMLElement>(ROWS)];

function isSeen(row: HTMLElement): boolean {
  const { top, bottom, height } = row.getBoundingClientRect();
  return height > 0 && top >= 0 && bottom <= innerHeight;
}

/** Focuses the first row in sight, or the last one of the same list. */
function focusSeen(by: 1 | -1): boolean {
  const seen = rowsOfPage().filter(isSeen);
  const [first] = seen;
  if (!first) return false;
  const list = listOf(first);
  const row = by === 1 ? first : seen.filter((other) => listOf(other) === list).at(-1);
  row?.focus();
  return true;
}
