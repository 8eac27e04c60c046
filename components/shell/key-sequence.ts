/** Key sequences: `g` and the letter of a page go to the page, `?` shows the shortcuts. */

/** Milliseconds within which the second key must follow. */
const KEY_TIMEOUT_MS = 1500;

export interface KeySequence {
  /** When g was pressed, in milliseconds; null outside a sequence. */
  goSince: number | null;
}

export type KeyCommand = { kind: 'go'; href: string } | { kind: 'shortcuts' };

export const noKeys: KeySequence = { goSince: null };

/** Returns the command of a key after the earlier keys; `pages` maps letters to URLs. */
export function pressKey(
  sequence: KeySequence,
  key: string,
  at: number,
  pages: Record<string, string>,
): { sequence: KeySequence; command: KeyCommand | null } {
  const isAfterGo = sequence.goSince !== null && at - sequence.goSince <= KEY_TIMEOUT_MS;
  const href = isAfterGo && Object.hasOwn(pages, key) ? pages[key] : undefined;
  if (href) return { sequence: noKeys, command: { kind: 'go', href } };
  if (key === '?') return { sequence: noKeys, command: { kind: 'shortcuts' } };
  return { sequence: key === 'g' ? { goSince: at } : noKeys, command: null };
}
