import { join } from 'node:path';

/** Returns the path of a program that `npm run test:clients` installed. */
export function programOf(name: string): string {
  return join(import.meta.dirname, 'node_modules', '.bin', name);
}
