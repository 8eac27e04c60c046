/** Formats counts, sizes and states in words. */

/** Returns `1 row` or `2 rows`. */
export function formatCount(count: number, noun: string): string {
  const plural = `${noun.replace(/([^aeiou])y$/, '$1ie')}s`;
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

export function formatNumber(value: number): string {
  return value.toLocaleString('en-GB');
}

/** Formats bytes in kB and MB, as powers of 1,000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Returns a name of the API in sentence case: `Awaiting approval` for `awaiting_approval`. */
export function sentenceCase(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
