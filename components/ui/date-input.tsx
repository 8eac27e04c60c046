'use client';

import { useEffect, useState } from 'react';

export interface DateInputProps {
  /** The short label in the field. */
  label: string;
  /** The full name for screen readers. */
  name: string;
  /** The day at midnight UTC. */
  value: Date | null;
  onChange: (value: Date | null) => void;
}

/** A date field; it reports a complete date on blur, on Enter, or after a choice in the calendar. */
export function DateInput({ label, name, value, onChange }: DateInputProps) {
  const current = value?.toISOString().slice(0, 10) ?? '';
  const [typed, setTyped] = useState(current);
  useEffect(() => setTyped(current), [current]);
  const take = (day: string) => {
    if (day !== current) onChange(day ? new Date(day) : null);
  };
  return (
    <label className="flex h-8 pointer-coarse:h-10 items-center gap-1.5 rounded-md border border-line-strong bg-surface pr-1 pl-2 sm:gap-2 sm:pl-3 font-medium text-muted focus-within:outline-2 focus-within:outline-ink focus-within:outline-offset-1">
      {label}
      <input
        type="date"
        aria-label={name}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => take(typed)}
        onKeyDown={(event) => event.key === 'Enter' && take(typed)}
        className="h-full w-28 sm:w-30 bg-transparent text-body text-ink tabular-nums focus-visible:outline-none"
      />
    </label>
  );
}
