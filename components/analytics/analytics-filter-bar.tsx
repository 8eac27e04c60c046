'use client';

import { LoaderCircle } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { FilterMenu } from '@/components/ui/filter-menu';
import { Segments } from '@/components/ui/segments';
import { analyticsSearchParams, groupings } from './analytics-search-params';

export interface AnalyticsFilterBarProps {
  planTypes: string[];
  /** Agents that created plans. */
  agents: string[];
  models: string[];
}

const groupingOptions = groupings.map((value) => ({ value, label: `By ${value}` }));

/** Groups and filters the charts. */
export function AnalyticsFilterBar({ planTypes, agents, models }: AnalyticsFilterBarProps) {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(analyticsSearchParams, { shallow: false, startTransition });
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2" aria-label="Analytics filters">
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
