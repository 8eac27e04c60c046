/** How long a new key works. */

const DAY_MS = 24 * 60 * 60 * 1000;

export const expiryChoices = [
  { value: 'never', label: 'Never' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: 'custom', label: 'On a day of your choice' },
] as const;

export type ExpiryChoice = (typeof expiryChoices)[number]['value'];

/**
 * When a key expires, as ISO 8601: so many days from now (in milliseconds), or at the end of the given day
 * (2026-03-01) where the reader is; undefined for never. A day that is none stays as it is, for the server to refuse.
 */
export function expiryOf(choice: ExpiryChoice, day: string, now: number): string | undefined {
  if (choice === 'never') return undefined;
  if (choice !== 'custom') return new Date(now + Number(choice) * DAY_MS).toISOString();
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? day : end.toISOString();
}
