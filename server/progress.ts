/** Shows the progress of a start in the terminal: one line per step, with its duration. */

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

export function showStep(what: string, milliseconds: number): void {
  console.log(`✓ ${what}  ${duration(milliseconds)}`);
}

export function showWarning(what: string): void {
  console.warn(`! ${what}`);
}

/** Overwrites the current line of a terminal. */
function rewriteLine(text: string): void {
  process.stdout.write(`\r\x1b[K${text}`);
}

/**
 * Shows the name of a step while it runs, then its result and duration. A terminal counts the seconds; a pipe or file
 * gets one line before and one after.
 */
export async function withProgress<T>(doing: string, done: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  if (!process.stdout.isTTY) console.log(`… ${doing}`);
  const show = () => rewriteLine(`… ${doing}  ${Math.round((performance.now() - began) / 1000)} s`);
  const counting = process.stdout.isTTY ? setInterval(show, 1000) : undefined;
  if (counting) show();
  try {
    const result = await work();
    if (counting) rewriteLine('');
    showStep(done, performance.now() - began);
    return result;
  } catch (error) {
    if (counting) process.stdout.write('\n');
    throw error;
  } finally {
    clearInterval(counting);
  }
}
