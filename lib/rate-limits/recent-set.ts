/** Sets of limited size that keep their newest entries. */

/** Adds an entry as the newest; removes the oldest if the set then has more than `max`. */
export function addRecent(set: Set<string>, entry: string, max: number): void {
  set.delete(entry);
  set.add(entry);
  const [oldest] = set;
  if (set.size > max && oldest !== undefined) set.delete(oldest);
}
