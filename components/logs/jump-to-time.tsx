'use client';

import { useEffect, useState } from 'react';
import { toLocalInput } from '@/lib/format/time';

export interface JumpToTimeProps {
  /** The newest time shown; null means now. */
  to: Date | null;
  onJump: (to: Date | null) => void;
}

/** Hides rows newer than a time, which is entered in the browser's zone. */
export function JumpToTime({ to, onJump }: JumpToTimeProps) {
  const current = to ? toLocalInput(to) : '';
  const [typed, setTyped] = useState(current);
  useEffect(() => setTyped(current), [current]);
  const jump = () => {
    if (typed === current) return;
    onJump(typed ? new Date(typed) : null);
  };
  return (
    <label className="flex h-8 items-center gap-2 rounded-md border border-line-strong bg-surface pr-1 pl-3 font-medium text-muted focus-within:outline-2 focus-within:outline-ink focus-within:outline-offset-1">
      Until
      <input
        type="datetime-local"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={jump}
        onKeyDown={(event) => event.key === 'Enter' && jump()}
        className="bg-transparent text-body text-ink tabular-nums focus-visible:outline-none"
      />
    </label>
  );
}
