import { backgroundOf, type Tone } from './tones';

export interface LegendEntry {
  name: string;
  tone: Tone;
  isDashed?: boolean;
}

export function Legend({ entries }: { entries: LegendEntry[] }) {
  return (
    <ul className="flex min-h-4 flex-wrap gap-x-3 gap-y-1 text-meta text-muted">
      {entries.map(({ name, tone, isDashed }) => (
        <li key={name} className="flex min-w-0 items-center gap-1.5">
          <span
            aria-hidden
            className={
              isDashed
                ? 'w-4 shrink-0 border-t-2 border-muted border-dashed'
                : 'size-2.5 shrink-0 rounded-[2px] border border-line-strong'
            }
            style={isDashed ? undefined : backgroundOf(tone)}
          />
          <span className="break-text">{name}</span>
        </li>
      ))}
    </ul>
  );
}
