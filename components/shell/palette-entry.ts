/** An entry of the command palette. */
import type { LucideIcon } from 'lucide-react';

export interface PaletteEntry {
  /** Unique in the palette. */
  id: string;
  label: string;
  /** Details beside the label. */
  detail?: string;
  icon: LucideIcon;
  /** Classes that colour an icon which shows a status. */
  iconColor?: string;
  keys?: string[];
  /** Ranked before pages and visits, and before what the server finds. */
  isAction?: boolean;
  /** A URL to open, or a function to run. */
  target: string | (() => void);
}

export interface PaletteGroup {
  title: string;
  entries: PaletteEntry[];
}

/** Returns the groups with the entries that match every word of the query. */
export function matchGroups(groups: PaletteGroup[], query: string): PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const isMatch = ({ label, detail = '' }: PaletteEntry) => {
    const text = `${label} ${detail}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map((group) => ({ ...group, entries: group.entries.filter(isMatch) }))
    .filter((group) => group.entries.length > 0);
}

/** Returns how well a label matches a query: 0 if equal, 1 if it begins with it, 2 if a word does, otherwise 3. */
function rankOf(label: string, query: string): number {
  const text = label.toLowerCase().replace(/…$/, '');
  if (text === query) return 0;
  if (text.startsWith(query)) return 1;
  return text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query)) ? 2 : 3;
}

/** Returns the groups in two parts: those with a label whose word begins with the query, the best first, and the others. */
export function rankGroups(
  groups: PaletteGroup[],
  typed: string,
): { near: PaletteGroup[]; far: PaletteGroup[] } {
  const query = typed.trim().toLowerCase();
  if (query === '') return { near: groups, far: [] };
  const ranked = groups.map((group) => {
    const entries = group.entries
      .map((entry) => ({ entry, rank: rankOf(entry.label, query) }))
      .sort((a, b) => a.rank - b.rank);
    return {
      group: { ...group, entries: entries.map(({ entry }) => entry) },
      rank: (entries[0]?.rank ?? 3) + (entries[0]?.entry.isAction ? 0 : 0.5),
    };
  });
  ranked.sort((a, b) => a.rank - b.rank);
  const pick = (isNear: boolean) =>
    ranked.filter(({ rank }) => rank < 3 === isNear).map(({ group }) => group);
  return { near: pick(true), far: pick(false) };
}

/** Returns the groups without entries whose target another group has. */
export function withoutTargets(groups: PaletteGroup[], others: PaletteGroup[]): PaletteGroup[] {
  const targets = new Set(others.flatMap(({ entries }) => entries.map(({ target }) => target)));
  return groups.map((group) => ({
    ...group,
    entries: group.entries.filter(({ target }) => !targets.has(target)),
  }));
}
