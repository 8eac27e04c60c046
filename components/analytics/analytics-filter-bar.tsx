'use client';

import { LoaderCircle } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { FilterBar } from '@/components/ui/filter-bar';
import { FilterMenu } from '@/components/ui/filter-menu';
import { FilterRow } from '@/components/ui/filter-row';
import { Segments } from '@/components/ui/segments';
import { sentenceCase } from '@/lib/format/words';
import type { AnalyticsRange } from './analytics-range';
import { analyticsSearchParams, groupings, presets } from './analytics-search-params';
import { DaysMenu } from './days-menu';

export interface AnalyticsFilterBarProps {
  planTypes: string[];
  /** Agents that created plans. */
  agents: string[];
  models: string[];
  /** The days shown. */
  range: Pick<AnalyticsRange, 'from' | 'to'>;
}

const none = { type: null, agent: null, model: null };

/** Chooses the days that the charts cover, groups them and filters them. */
export function AnalyticsFilterBar({ planTypes, agents, models, range }: AnalyticsFilterBarProps) {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(analyticsSearchParams, { shallow: false, startTransition });
  const known = { type: planTypes, agent: agents, model: models };
  const names = (['type', 'agent', 'model'] as const).filter(
    (name) => name !== 'model' || known.model.length + filters.model.length > 0,
  );
  const isPreset = !filters.from && !filters.to;
  // The URL has the new choice before the page has rendered with it.
  const chosen = { from: filters.from ?? range.from, to: filters.to ?? range.to };
  const count = names.filter((name) => filters[name].length > 0).length;

  const grouping = (
    <Segments
      label="Grouping"
      options={groupings.map((value) => ({ value, label: `By ${value}` }))}
      value={filters.group}
      onChange={(group) => setFilters({ group })}
    />
  );
  const menu = (name: (typeof names)[number], all?: string) => (
    <FilterMenu
      key={name}
      label={sentenceCase(name)}
      none={all}
      options={optionsOf(known[name], filters[name])}
      chosen={filters[name]}
      onChange={(values) => setFilters({ [name]: values })}
    />
  );
  return (
    <FilterBar
      label="Analytics filters"
      className="mb-3"
      count={count}
      onClear={count > 0 ? () => setFilters(none) : undefined}
      isAllInline
      inline={
        <>
          {grouping}
          <div className="hidden min-w-0 items-center gap-2 @5xl:flex [&>button]:min-w-0 [&>button]:shrink">
            {names.map((name) => menu(name))}
          </div>
        </>
      }
      panel={
        <div className="grid gap-3">
          <FilterRow label="Group">{grouping}</FilterRow>
          {names.map((name) => (
            <FilterRow key={name} label={sentenceCase(name)}>
              {menu(name, `Any ${name}`)}
            </FilterRow>
          ))}
        </div>
      }
    >
      {isLoading && <LoaderCircle aria-label="Loading" className="size-3.5 animate-spin text-faint" />}
      <Segments
        label="Range"
        options={presets.map((value) => ({ value, label: `${value} days` }))}
        value={isPreset ? filters.days : null}
        onChange={(days) => setFilters({ days, from: null, to: null })}
      />
      <DaysMenu
        {...range}
        chosen={chosen}
        isPreset={isPreset}
        onChange={(days) => setFilters({ ...chosen, ...days })}
      />
    </FilterBar>
  );
}

/** Returns the known values, with chosen ones that are gone. */
const optionsOf = (known: string[], chosen: string[]) =>
  [...new Set([...known, ...chosen])].map((value) => ({ value, label: value, text: value }));
