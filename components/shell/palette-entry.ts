/** What the command palette lists, whatever it stands for. */
import type { LucideIcon } from 'lucide-react';

export interface PaletteEntry {
  /** Unique in the whole palette. */
  id: string;
  label: string;
  /** More about it, beside the label. */
  detail?: string;
  icon: LucideIcon;
  /** Classes that colour the icon where it shows a state. */
  iconColor?: string;
  keys?: string[];
  /** An address to go to, or something to do. */
  target: string | (() => void);
}

export interface PaletteGroup {
  title: string;
  entries: PaletteEntry[];
}

/** The groups with the entries that have every word of the query; all of them for none. */
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

/** The groups without what others already lead to. */
export function withoutTargets(groups: PaletteGroup[], others: PaletteGroup[]): PaletteGroup[] {
  const targets = new Set(others.flatMap(({ entries }) => entries.map(({ target }) => target)));
  return groups.map((group) => ({
    ...group,
    entries: group.entries.filter(({ target }) => !targets.has(target)),
  }));
}
