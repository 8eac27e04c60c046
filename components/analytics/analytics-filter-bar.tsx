'use client';

import { LoaderCircle } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useEffect, useRef, useTransition } from 'react';
import { FilterMenu } from '@/components/ui/filter-menu';
import { inputClasses } from '@/components/ui/input';
import { Segments } from '@/components/ui/segments';
import { analyticsSearchParams, groupings, presets } from './analytics-search-params';

export interface AnalyticsFilterBarProps {
  planTypes: string[];
  /** Agents that created plans. */
  agents: string[];
  models: string[];
  /** The days shown. */
  from: string;
  to: string;
}

const presetOptions = presets.map((value) => ({ value, label: `${value} days` }));
const groupingOptions = groupings.map((value) => ({ value, label: `By ${value}` }));

export function AnalyticsFilterBar({ planTypes, agents, models, from, to }: AnalyticsFilterBarProps) {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(analyticsSearchParams, { shallow: false, startTransition });
  const isPreset = !filters.from && !filters.to;
  // The URL has the new choice before the page has rendered with it.
  const chosen = { from: filters.from ?? from, to: filters.to ?? to };
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2" aria-label="Analytics filters">
      <Segments
        label="Range"
        options={presetOptions}
        value={isPreset ? filters.days : null}
        onChange={(days) => setFilters({ days, from: null, to: null })}
      />
      <div className="flex items-center gap-1.5">
        <Day
          label="From"
          value={from}
          max={chosen.to}
          onChange={(day) => setFilters({ ...chosen, from: day })}
        />
        <span aria-hidden className="text-faint">
          –
        </span>
        <Day label="To" value={to} min={chosen.from} onChange={(day) => setFilters({ ...chosen, to: day })} />
      </div>
      <Segments
        label="Grouping"
        options={groupingOptions}
        value={filters.group}
        onChange={(group) => setFilters({ group })}
      />
      <FilterMenu
        label="Type"
        options={optionsOf(planTypes, filters.type)}
        chosen={filters.type}
        onChange={(type) => setFilters({ type })}
      />
      <FilterMenu
        label="Agent"
        options={optionsOf(agents, filters.agent)}
        chosen={filters.agent}
        onChange={(agent) => setFilters({ agent })}
      />
      {models.length + filters.model.length > 0 && (
        <FilterMenu
          label="Model"
          options={optionsOf(models, filters.model)}
          chosen={filters.model}
          onChange={(model) => setFilters({ model })}
        />
      )}
      {isLoading && <LoaderCircle aria-label="Loading" className="size-3.5 animate-spin text-faint" />}
    </search>
  );
}

/** Returns the known values, with chosen ones that are gone. */
const optionsOf = (known: string[], chosen: string[]) =>
  [...new Set([...known, ...chosen])].map((value) => ({ value, label: value, text: value }));

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
