import type { ReactNode } from 'react';

export interface SharedFactsProps {
  /** Names and values. A fact without a value is omitted. */
  facts: readonly (readonly [name: string, value: ReactNode])[];
  /** The classes of the values. */
  className?: string;
}

/** Lists the facts about a step or a log row. */
export function SharedFacts({ facts, className = 'break-text' }: SharedFactsProps) {
  return (
    <dl className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-meta">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <dd className={className}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
