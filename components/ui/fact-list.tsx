import type { ReactNode } from 'react';

export interface FactListProps {
  /** Names and values. A fact without a value is omitted. */
  facts: readonly (readonly [name: string, value: ReactNode])[];
  /** The classes of the values. */
  className?: string;
}

/** Lists small facts: names at the left, values beside them. */
export function FactList({ facts, className = 'break-text' }: FactListProps) {
  return (
    <dl className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-meta">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <dd className={className} title={typeof value === 'string' ? value : undefined}>
              {value}
            </dd>
          </div>
        ))}
    </dl>
  );
}
