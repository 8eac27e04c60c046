'use client';

import { CalendarDays } from 'lucide-react';
import { FilterRow } from '@/components/ui/filter-row';
import { Popover } from '@/components/ui/popover';
import type { AnalyticsRange } from './analytics-range';
import { DayInput } from './day-input';
import { formatPeriod } from './period';

type Days = Pick<AnalyticsRange, 'from' | 'to'>;

export interface DaysMenuProps extends Days {
  /** The days in the URL. */
  chosen: Days;
  /** Whether the days follow from their number. */
  isPreset: boolean;
  onChange: (days: { from: string } | { to: string }) => void;
}

/** Shows the days that the charts cover, and chooses others. */
export function DaysMenu({ from, to, chosen, isPreset, onChange }: DaysMenuProps) {
  return (
    <Popover
      label="Days"
      isSheet
      className={`pointer-coarse:min-w-10 @max-xl:px-2.5 ${isPreset ? 'text-muted' : ''}`}
      panel={
        <div className="grid gap-3">
          <FilterRow label="From">
            <DayInput label="From" value={from} max={chosen.to} onChange={(day) => onChange({ from: day })} />
          </FilterRow>
          <FilterRow label="To">
            <DayInput label="To" value={to} min={chosen.from} onChange={(day) => onChange({ to: day })} />
          </FilterRow>
        </div>
      }
    >
      <CalendarDays aria-hidden />
      <span className="sr-only">Days: </span>
      <span className="@max-xl:sr-only tabular-nums">
        {formatPeriod(from, 'day')} – {formatPeriod(to, 'day')}
      </span>
    </Popover>
  );
}
