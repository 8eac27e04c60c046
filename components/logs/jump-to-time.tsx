'use client';

import { useEffect, useRef, useState } from 'react';
import { inputClasses } from '@/components/ui/input';
import { toLocalInput } from '@/lib/format/time';

export interface JumpToTimeProps {
  label: string;
  value: Date | null;
  onJump: (time: Date | null) => void;
}

/** Limits the log to rows since or until a time, which is entered in the browser's zone. */
export function JumpToTime({ label, value, onJump }: JumpToTimeProps) {
  const current = value ? toLocalInput(value) : '';
  const [typed, setTyped] = useState(current);
  useEffect(() => setTyped(current), [current]);
  const jump = () => {
    if (typed === current) return;
    onJump(typed ? new Date(typed) : null);
  };
  const last = useRef(jump);
  useEffect(() => {
    last.current = jump;
  });
  // A panel that closes takes the field away before it loses the focus.
  useEffect(() => () => last.current(), []);
  return (
    <label className="grid gap-1 font-medium">
      {label}
      <input
        type="datetime-local"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={jump}
        onKeyDown={(event) => event.key === 'Enter' && jump()}
        className={`${inputClasses} h-8 tabular-nums pointer-coarse:h-10`}
      />
    </label>
  );
}
