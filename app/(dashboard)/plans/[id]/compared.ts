export interface Compared {
  from: number;
  /** Absent: with the steps as they stand now. */
  to?: number;
}

const readVersion = (value: unknown, current: number): number | undefined => {
  const version = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isInteger(version) && version >= 1 && version <= current ? version : undefined;
};

/** Which versions the address puts side by side: the one before the current with now, unless it says otherwise. */
export function readCompared(query: Record<string, unknown>, current: number): Compared {
  return {
    from: readVersion(query.from, current) ?? Math.max(1, current - 1),
    to: readVersion(query.to, current),
  };
}
