/** Formats shares. */

/** Returns `92 %` for 0.92. Only a whole is 100 %, and only nothing is 0 %: shares beside them stop at 99 % and 1 %. */
export function formatPercent(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 100 && share < 1) return '99 %';
  if (percent === 0 && share > 0) return '1 %';
  return `${percent} %`;
}

/** Returns `2 of 3` as a percentage, or a dash if nothing is counted. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : formatPercent(part / whole);
}
