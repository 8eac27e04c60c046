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

/** Returns the groups without entries whose target another group has. */
export function withoutTargets(groups: PaletteGroup[], others: PaletteGroup[]): PaletteGroup[] {
  const targets = new Set(others.flatMap(({ entries }) => entries.map(({ target }) => target)));
  return groups.map((group) => ({
    ...group,
    entries: group.entries.filter(({ target }) => !targets.has(target)),
  }));
}
