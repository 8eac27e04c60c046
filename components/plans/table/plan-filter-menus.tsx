'use client';

import { StatusLabel } from '@/components/status/status-label';
import { planStates } from '@/components/status/status-looks';
import { CountedLabel } from '@/components/ui/counted-label';
import { countedOptions } from '@/components/ui/counted-options';
import { FilterMenu } from '@/components/ui/filter-menu';
import type { PlanFacets } from '@/lib/dashboard/plan-table';
import { sentenceCase } from '@/lib/format/words';
import { usePlanFilters } from './use-plan-filters';

export interface PlanFilterMenuProps {
  facets: PlanFacets;
  /** Shown without a choice where the label stands beside the menu. */
  none?: string;
}

/** The menus of the filters; each choice shows its number of plans. */
export function StatusMenu({ facets, none }: PlanFilterMenuProps) {
  const { filters, setFilters } = usePlanFilters();
  const counts = new Map(facets.status.map(({ value, count }) => [value, count]));
  return (
    <FilterMenu
      label="Status"
      none={none}
      options={planStates.map((status) => ({
        value: status,
        label: <CountedLabel label={<StatusLabel status={status} />} count={counts.get(status) ?? 0} />,
        text: sentenceCase(status),
      }))}
      chosen={filters.status}
      onChange={(status) => setFilters({ status })}
    />
  );
}

export function TypeMenu({ facets, none }: PlanFilterMenuProps) {
  const { filters, setFilters } = usePlanFilters();
  return (
    <FilterMenu
      label="Type"
      none={none}
      options={countedOptions(facets.plan_type, filters.type)}
      chosen={filters.type}
      onChange={(type) => setFilters({ type })}
    />
  );
}

export function AgentMenu({ facets, none }: PlanFilterMenuProps) {
  const { filters, setFilters } = usePlanFilters();
  return (
    <FilterMenu
      label="Agent"
      none={none}
      options={countedOptions(facets.created_by, filters.agent)}
      chosen={filters.agent}
      onChange={(agent) => setFilters({ agent })}
    />
  );
}

export function TaskMenu({ facets, none }: PlanFilterMenuProps) {
  const { filters, setFilters } = usePlanFilters();
  const chosen = filters.task === null ? [] : [filters.task];
  return (
    <FilterMenu
      label="Task"
      none={none}
      options={countedOptions(facets.task, chosen)}
      chosen={chosen}
      onChange={(tasks) => setFilters({ task: tasks.at(-1) ?? null })}
    />
  );
}
