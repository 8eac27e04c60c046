/** The lifetime of a new key. */

const DAY_MS = 24 * 60 * 60 * 1000;

export const expiryChoices = [
  { value: 'never', label: 'Never' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: 'custom', label: 'On a custom date' },
] as const;

export type ExpiryChoice = (typeof expiryChoices)[number]['value'];

/**
 * Returns when a key expires, as ISO 8601. That is a number of days after `now` (milliseconds), or the end of `day`
 * (2026-03-01) in the reader's zone; undefined means never. An invalid day is passed on, and the server refuses it.
 */
export function expiryOf(choice: ExpiryChoice, day: string, now: number): string | undefined {
  if (choice === 'never') return undefined;
  if (choice !== 'custom') return new Date(now + Number(choice) * DAY_MS).toISOString();
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? day : end.toISOString();
}
