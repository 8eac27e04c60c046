/** Writes the change of a figure against the previous period: `+12 %`, `−4 points`, `no change`. */

const signed = (value: number) => `${value > 0 ? '+' : '−'}${Math.abs(value).toLocaleString('en')}`;

/** A larger change is easier to read as a multiple. */
const LARGE_SHARE = 10;

/** Returns the change in percent, or of a share in points; null without a value to compare. */
export function changeWords(now: number | null, before: number | null, unit?: 'points'): string | null {
  if (now === null) return null;
  if (before === null) return 'none before';
  if (unit === 'points') {
    const points = Math.round(now * 100) - Math.round(before * 100);
    return points === 0 ? 'no change' : `${signed(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
  }
  if (before === 0) return now === 0 ? 'no change' : 'none before';
  const change = now / before - 1;
  if (change >= LARGE_SHARE) return `${Math.round(now / before).toLocaleString('en')} times as much`;
  const percent = Math.round(change * 100);
  return percent === 0 ? 'no change' : `${signed(percent)} %`;
}
