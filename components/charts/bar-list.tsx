import { Link } from '@/components/ui/link';
import { backgroundOf, type Tone } from './tones';

export interface BarPart {
  tone: Tone;
  value: number;
}

export interface BarListRow {
  key: string;
  label: string;
  /** A second line below the label. */
  detail?: string;
  href?: string;
  parts: BarPart[];
  /** The text at the end of the bar. */
  text: string;
}

export interface BarListProps {
  label: string;
  rows: BarListRow[];
  /** The value of a full bar. */
  full: number;
}

/** Horizontal bars as a list, which reads well without the bars; labels may be long. */
export function BarList({ label, rows, full }: BarListProps) {
  return (
    <ul
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
      tabIndex={0}
      className="grid max-h-64 content-start gap-2.5 overflow-auto -outline-offset-2 focus-visible:-outline-offset-2"
    >
      {rows.map((row) => (
        <li key={row.key} className="group relative grid gap-1">
          <div className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 truncate" title={row.label}>
              {row.href ? (
                <Link
                  href={row.href}
                  prefetch={false}
                  className="rounded-sm after:absolute after:inset-0 group-hover:underline"
                >
                  {row.label}
                </Link>
              ) : (
                row.label
              )}
            </span>
            <span className="shrink-0 text-meta text-muted tabular-nums">{row.text}</span>
          </div>
          <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-sm bg-sunken">
            {row.parts.map((part) => (
              <span
                key={part.tone}
                className="h-full"
                style={{ ...backgroundOf(part.tone), width: `${full > 0 ? (part.value / full) * 100 : 0}%` }}
              />
            ))}
          </div>
          {row.detail && <p className="break-text line-clamp-2 text-meta text-muted">{row.detail}</p>}
        </li>
      ))}
    </ul>
  );
}
