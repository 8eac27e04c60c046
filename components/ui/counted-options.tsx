import type { ReactNode } from 'react';
import { CountedLabel } from './counted-label';

interface Counted {
  value: string;
  count: number;
  /** The text of the choice; by default that of its value. */
  label?: string | undefined;
}

export interface CountedOptionsLook {
  textOf?: (value: string) => string;
  labelOf?: (text: string) => ReactNode;
}

/** Returns the choices of a filter with their counts, including chosen values that no row has any longer. */
export function countedOptions(
  counted: Counted[],
  chosen: string[],
  { textOf = (value) => value, labelOf = (text) => text }: CountedOptionsLook = {},
) {
  const gone = chosen.filter((value) => !counted.some((known) => known.value === value));
  const all: Counted[] = [...counted, ...gone.map((value) => ({ value, count: 0 }))];
  return all.map(({ value, count, label }) => {
    const text = label ?? textOf(value);
    return { value, label: <CountedLabel label={labelOf(text)} count={count} />, text };
  });
}
