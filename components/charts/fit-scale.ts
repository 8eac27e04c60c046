/** Chooses the end of an axis, so that one large value does not flatten the others. */

/** A value counts as large from this multiple of the largest ordinary one. */
const LARGE = 3;
/** The share of values that are ordinary. */
const ORDINARY = 0.9;
/** Fewer values say nothing about what is ordinary. */
const FEWEST = 5;

/** Returns the next of 1, 2, 2.5, 4, 5, 8 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 4, 5, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

/** Returns the end of the axis if values go beyond it; null if the axis fits all. */
export function fitScale(values: number[]): number | null {
  const sorted = values.filter((value) => value > 0).toSorted((one, other) => one - other);
  const largest = sorted.at(-1);
  const ordinary = sorted[Math.ceil((sorted.length - 1) * ORDINARY) - 1];
  if (largest === undefined || ordinary === undefined || sorted.length < FEWEST) return null;
  const end = roundUp(ordinary * 1.25);
  return largest >= ordinary * LARGE && end < largest ? end : null;
}
