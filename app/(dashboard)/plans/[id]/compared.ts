export interface Compared {
  from: number;
  /** Absent means the current steps. */
  to?: number;
}

const readVersion = (value: unknown, current: number): number | undefined => {
  const version = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isInteger(version) && version >= 1 && version <= current ? version : undefined;
};

/** Returns the versions that the URL compares; by default the previous version with the current steps. */
export function readCompared(query: Record<string, unknown>, current: number): Compared {
  return {
    from: readVersion(query.from, current) ?? Math.max(1, current - 1),
    to: readVersion(query.to, current),
  };
}
