import type { PlotSeries } from './plot-props';
import { backgroundOf, type Tone, tones } from './tones';

export interface LegendEntry {
  name: string;
  tone: Tone;
  kind?: PlotSeries['kind'];
  isDashed?: boolean;
}

export function Legend({ entries }: { entries: LegendEntry[] }) {
  return (
    <ul className="flex min-h-4 flex-wrap gap-x-3 gap-y-1 text-meta text-muted">
      {entries.map(({ name, tone, kind, isDashed = false }) => (
        <li key={name} className="flex min-w-0 items-center gap-1.5">
          {kind === 'line' ? (
            <span
              aria-hidden
              className={`w-4 shrink-0 border-t-2 ${isDashed ? 'border-dashed' : ''}`}
              style={{ borderColor: tones[tone].colour }}
            />
          ) : (
            <span
              aria-hidden
              className="size-2.5 shrink-0 rounded-[2px] border border-line-strong"
              style={backgroundOf(tone)}
            />
          )}
          <span className="break-text">{name}</span>
        </li>
      ))}
    </ul>
  );
}
