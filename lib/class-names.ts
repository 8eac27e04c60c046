import { type ClassValue, clsx } from 'clsx';

/** Joins class names; omits false, null and undefined. */
export function classNames(...values: ClassValue[]): string {
  return clsx(values);
}
