/** What the terminal shows while something starts: one line a step, with how long it took. */

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

/** Says what is being done before it is done, for the steps that take long. */
export async function withProgress<T>(doing: string, done: string, work: () => Promise<T>): Promise<T> {
  console.log(`… ${doing}`);
  const began = performance.now();
  const result = await work();
  showStep(done, performance.now() - began);
  return result;
}
