/** Chooses the end of an axis, so that one large value does not flatten the others. */

/** A value counts as large from this multiple of the largest ordinary one. */
const LARGE = 3;
/** The share of values that are ordinary. */
const ORDINARY = 0.9;
/** Fewer values say nothing about what is ordinary. */
const FEWEST = 5;

/** An axis has at most this many steps. */
const STEPS = 4;

/** Returns even ticks from 0 to a value or the next step after it: steps of 1, 2 or 5 times a power of ten. */
export function evenTicks(value: number, minStep = 0): number[] {
  const power = 10 ** Math.floor(Math.log10(value / STEPS));
  const nice = power * ([1, 2, 5].find((factor) => factor * power * STEPS >= value) ?? 10);
  const step = Math.max(nice, minStep);
  return Array.from({ length: Math.ceil(value / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

/** Returns the ticks of an axis if values go beyond it; null if the axis fits all. */
export function fitScale(values: number[]): number[] | null {
  const sorted = values.filter((value) => value > 0).toSorted((one, other) => one - other);
  const largest = sorted.at(-1);
  const ordinary = sorted[Math.ceil((sorted.length - 1) * ORDINARY) - 1];
  if (largest === undefined || ordinary === undefined || sorted.length < FEWEST) return null;
  const ticks = evenTicks(ordinary * 1.25, values.every(Number.isInteger) ? 1 : 0);
  return largest >= ordinary * LARGE && (ticks.at(-1) ?? 0) < largest ? ticks : null;
}
