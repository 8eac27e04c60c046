/** Keys pressed one after the other: `g` then a page's letter goes there, `?` shows the shortcuts. */

/** How long the second key may take, in milliseconds. */
const PATIENCE_MS = 1500;

export interface KeySequence {
  /** When g was pressed, in milliseconds; null when the next key stands alone. */
  goSince: number | null;
}

export type KeyCommand = { kind: 'go'; href: string } | { kind: 'shortcuts' };

export const noKeys: KeySequence = { goSince: null };

/** What a key does after those before it; `pages` has the address of each letter. */
export function pressKey(
  sequence: KeySequence,
  key: string,
  at: number,
  pages: Record<string, string>,
): { sequence: KeySequence; command: KeyCommand | null } {
  const isAfterGo = sequence.goSince !== null && at - sequence.goSince <= PATIENCE_MS;
  const href = isAfterGo && Object.hasOwn(pages, key) ? pages[key] : undefined;
  if (href) return { sequence: noKeys, command: { kind: 'go', href } };
  if (key === '?') return { sequence: noKeys, command: { kind: 'shortcuts' } };
  return { sequence: key === 'g' ? { goSince: at } : noKeys, command: null };
}
