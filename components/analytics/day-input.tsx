'use client';

import { useEffect, useRef } from 'react';
import { inputClasses } from '@/components/ui/input';

export interface DayInputProps {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange: (day: string) => void;
}

/** Smaller years are incomplete input. */
const FIRST_DAY = '2000-01-01';

/** A date field that keeps its own value while a person types. */
export function DayInput({ label, value, min = FIRST_DAY, max, onChange }: DayInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) input.current.value = value;
  }, [value]);
  return (
    <input
      ref={input}
      type="date"
      aria-label={label}
      defaultValue={value}
      min={min}
      max={max}
      onChange={(event) => {
        if (event.target.value && event.target.validity.valid) onChange(event.target.value);
      }}
      className={`${inputClasses} h-8 tabular-nums`}
    />
  );
}
