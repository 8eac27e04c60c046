/** The active row and the selected rows of the table, as pure functions. */

export interface PlanSelection {
  /** The row that j and k move from. */
  active: string | null;
  chosen: ReadonlySet<string>;
  /** The start of a range. */
  anchor: string | null;
}

export type SelectionAction =
  | { kind: 'step'; by: 1 | -1 }
  | { kind: 'focus'; id: string }
  /** Toggles a row, by default the active one; as a range, selects from the last selected row to this one. */
  | { kind: 'toggle'; id?: string; isRange: boolean }
  | { kind: 'all' }
  | { kind: 'clear' };

export const emptySelection: PlanSelection = { active: null, chosen: new Set(), anchor: null };

export function changeSelection(
  selection: PlanSelection,
  act: SelectionAction,
  ids: readonly string[],
): PlanSelection {
  switch (act.kind) {
    case 'step':
      return { ...selection, active: stepFrom(selection.active, act.by, ids) };
    case 'focus':
      return act.id === selection.active ? selection : { ...selection, active: act.id };
    case 'toggle':
      return toggle(selection, act.id ?? selection.active, act.isRange, ids);
    case 'all': {
      const isAll = ids.every((id) => selection.chosen.has(id));
      return { ...selection, chosen: new Set(isAll ? [] : ids), anchor: null };
    }
    case 'clear':
      return { ...selection, chosen: new Set(), anchor: null };
  }
}

/** Without an active row, the first row becomes active. */
function stepFrom(active: string | null, by: 1 | -1, ids: readonly string[]): string | null {
  const place = active === null ? -1 : ids.indexOf(active);
  if (place === -1) return ids[0] ?? null;
  return ids[place + by] ?? active;
}

function toggle(
  selection: PlanSelection,
  id: string | null,
  isRange: boolean,
  ids: readonly string[],
): PlanSelection {
  if (id === null || !ids.includes(id)) return selection;
  const chosen = new Set(selection.chosen);
  const from = selection.anchor === null ? -1 : ids.indexOf(selection.anchor);
  if (isRange && from !== -1) {
    const to = ids.indexOf(id);
    for (const between of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) chosen.add(between);
  } else if (!chosen.delete(id)) {
    chosen.add(id);
  }
  return { active: id, chosen, anchor: id };
}

/** Returns the action of a key, or null. */
export function actionOfKey(key: string): SelectionAction | null {
  switch (key) {
    case 'j':
      return { kind: 'step', by: 1 };
    case 'k':
      return { kind: 'step', by: -1 };
    case 'x':
      return { kind: 'toggle', isRange: false };
    case 'X':
      return { kind: 'toggle', isRange: true };
    case 'Escape':
      return { kind: 'clear' };
    default:
      return null;
  }
}
