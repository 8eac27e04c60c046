'use client';

import { LoaderCircle } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useEffect, useRef, useTransition } from 'react';
import { inputClasses } from '@/components/ui/input';
import { Segments } from '@/components/ui/segments';
import { analyticsSearchParams, presets } from './analytics-search-params';

const { days, from, to } = analyticsSearchParams;
const presetOptions = presets.map((value) => ({ value, label: `${value} days` }));

/** Chooses the days that the charts cover; the props are the days shown. */
export function RangePicker({ from: firstDay, to: lastDay }: { from: string; to: string }) {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates({ days, from, to }, { shallow: false, startTransition });
  const isPreset = !filters.from && !filters.to;
  // The URL has the new choice before the page has rendered with it.
  const chosen = { from: filters.from ?? firstDay, to: filters.to ?? lastDay };
  return (
    <search className="flex flex-wrap items-center gap-2" aria-label="Days">
      {isLoading && <LoaderCircle aria-label="Loading" className="size-3.5 animate-spin text-faint" />}
      <Segments
        label="Range"
        options={presetOptions}
        value={isPreset ? filters.days : null}
        onChange={(next) => setFilters({ days: next, from: null, to: null })}
      />
      <div className="flex items-center gap-1.5">
        <Day
          label="From"
          value={firstDay}
          max={chosen.to}
          onChange={(day) => setFilters({ ...chosen, from: day })}
        />
        <span aria-hidden className="text-faint">
          –
        </span>
        <Day
          label="To"
          value={lastDay}
          min={chosen.from}
          onChange={(day) => setFilters({ ...chosen, to: day })}
        />
      </div>
    </search>
  );
}

interface DayProps {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange: (day: string) => void;
}

/** Smaller years are incomplete input. */
const FIRST_DAY = '2000-01-01';

/** A date field that keeps its own value while a person types. */
function Day({ label, value, min = FIRST_DAY, max, onChange }: DayProps) {
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
      className={`${inputClasses} h-8 tabular-nums sm:w-36`}
    />
  );
}
