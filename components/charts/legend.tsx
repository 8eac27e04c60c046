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
            className="h-2.5 w-2.5 shrink-0 rounded-[2px] border border-line-strong"
            style={
              isDashed
                ? { background: 'repeating-linear-gradient(90deg, var(--ink) 0 2px, transparent 2px 4px)' }
                : backgroundOf(tone)
            }
          />
          <span className="break-text">{name}</span>
        </li>
      ))}
    </ul>
  );
}
