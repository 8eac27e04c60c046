export interface MeterBarProps {
  /** From 0 to 1. */
  value: number;
  label: string;
}

/** A small grey bar with its number. */
export function MeterBar({ value, label }: MeterBarProps) {
  // Old rows may hold NaN or infinity as text, which the database refuses now.
  if (!Number.isFinite(value))
    return <span className="text-meta">{`unreadable ${label.toLowerCase()}`}</span>;
  return (
    <span
      className="inline-flex items-center gap-1.5 text-meta tabular-nums"
      title={`${label} ${value.toFixed(2)}`}
    >
      <span aria-hidden className="h-1.5 w-6 overflow-hidden rounded-full bg-line">
        <span className="block h-full rounded-full bg-faint" style={{ width: `${value * 100}%` }} />
      </span>
      <span className="sr-only">{label} </span>
      {value.toFixed(2)}
    </span>
  );
}
