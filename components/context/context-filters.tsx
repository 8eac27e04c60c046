'use client';

import { useQueryStates } from 'nuqs';
import { type KeyboardEvent, useTransition } from 'react';
import { FilterBar } from '@/components/ui/filter-bar';
import { FilterRow } from '@/components/ui/filter-row';
import { Select } from '@/components/ui/select';
import type { ContextSearch, FacetCount } from '@/lib/agent-execution/context-search';
import { contextSearchParams, hasContextFilters } from './context-search-params';

const MAX_NAME_LENGTH = 60;
const AGES = [
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'month', label: 'Last 30 days' },
] as const;

/** The search and its filters, stored in the URL; each choice shows its number of entries. */
export function ContextFilters({ facets }: { facets: ContextSearch['facets'] }) {
  const [isLoading, startTransition] = useTransition();
  const [params, setAll] = useQueryStates(contextSearchParams, { shallow: false, startTransition });
  const setParams = (changes: { [Name in keyof typeof params]?: (typeof params)[Name] | null }) =>
    setAll({ show: null, ...changes });
  const selects = {
    Type: (
      <FacetSelect
        label="Type"
        all="All types"
        facet={facets.types}
        chosen={params.type}
        onChange={(type) => setParams({ type })}
      />
    ),
    Task: (
      <FacetSelect
        label="Task"
        all="All tasks"
        facet={facets.tasks}
        chosen={params.task}
        onChange={(task) => setParams({ task })}
      />
    ),
    Plan: (
      <FacetSelect
        label="Plan"
        all="All plans"
        facet={facets.plans}
        chosen={params.plan}
        onChange={(plan) => setParams({ plan })}
      />
    ),
    Set: (
      <Select
        label="Set within"
        value={params.age ?? ''}
        options={[{ value: '', label: 'Any time' }, ...AGES]}
        onChange={(age) => setParams({ age: AGES.find(({ value }) => value === age)?.value ?? null })}
      />
    ),
  };
  const { type, task, plan, age } = params;
  return (
    <FilterBar
      search={{ label: 'Search context', value: params.q, onChange: (q) => setParams({ q: q || null }) }}
      isBusy={isLoading}
      onKeyDown={goToResults}
      count={[type, task, plan, age].filter((filter) => filter !== null).length}
      onClear={hasContextFilters(params) ? () => setAll(null) : undefined}
      isAllInline
      inline={
        <>
          {selects.Type}
          <div className="hidden min-w-0 items-center gap-2 @5xl:flex">
            {selects.Task}
            {selects.Plan}
            {selects.Set}
          </div>
        </>
      }
      panel={
        <div className="grid gap-3">
          {Object.entries(selects).map(([name, select]) => (
            <FilterRow key={name} label={name}>
              {select}
            </FilterRow>
          ))}
        </div>
      }
      className="border-line border-b px-3 py-2"
    />
  );
}

/** Moves the focus from the search box to the results on ArrowDown. */
function goToResults(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' || !(event.target instanceof HTMLInputElement)) return;
  event.currentTarget.parentElement?.querySelector<HTMLElement>('[data-row]')?.focus();
  event.preventDefault();
}

interface FacetSelectProps {
  label: string;
  all: string;
  facet: FacetCount[];
  chosen: string | null;
  onChange: (value: string | null) => void;
}

function FacetSelect({ label, all, facet, chosen, onChange }: FacetSelectProps) {
  // A chosen value stays in the list even if no entry has it.
  const known = facet.some(({ value }) => value === chosen) || chosen === null;
  const counts = known ? facet : [...facet, { value: chosen, count: 0 }];
  return (
    <Select
      label={label}
      value={chosen ?? ''}
      options={[
        { value: '', label: all },
        ...counts.map(({ value, title, count }) => ({
          value,
          label: `${(title ?? value).slice(0, MAX_NAME_LENGTH)} · ${count}`,
        })),
      ]}
      onChange={(value) => onChange(value || null)}
    />
  );
}
