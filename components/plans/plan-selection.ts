/** Which row of the table the keyboard is at, and which rows are chosen: pure, with the rows as they stand. */

export interface PlanSelection {
  /** The row that j and k go on from. */
  active: string | null;
  chosen: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | null;
}

export type SelectionAct =
  | { kind: 'step'; by: 1 | -1 }
  | { kind: 'focus'; id: string }
  /** One row, the active one where none is named; as a range, all from the row chosen last to this one. */
  | { kind: 'toggle'; id?: string; isRange: boolean }
  | { kind: 'all' }
  | { kind: 'clear' };

export const nothingChosen: PlanSelection = { active: null, chosen: new Set(), anchor: null };

export function changeSelection(
  selection: PlanSelection,
  act: SelectionAct,
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

/** From nowhere, or from a row that has gone, one begins at the first. */
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

/** What a key asks for; null for one that means nothing here. */
export function actOfKey(key: string): SelectionAct | null {
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
