'use client';

import type { ReactNode } from 'react';
import { DateInput } from '@/components/ui/date-input';
import { AgentMenu, type PlanFilterMenuProps, StatusMenu, TaskMenu, TypeMenu } from './plan-filter-menus';
import { usePlanFilters } from './use-plan-filters';

/** All filters of the plans that a person sets here, one below another. */
export function PlanFilterPanel({ facets }: Pick<PlanFilterMenuProps, 'facets'>) {
  const { filters, setFilters } = usePlanFilters();
  return (
    <div className="grid gap-3">
      <Row label="Status">
        <StatusMenu facets={facets} none="Any status" />
      </Row>
      <Row label="Type">
        <TypeMenu facets={facets} none="Any type" />
      </Row>
      <Row label="Agent">
        <AgentMenu facets={facets} none="Any agent" />
      </Row>
      <Row label="Task">
        <TaskMenu facets={facets} none="Any task" />
      </Row>
      <Row label="Created">
        <DateInput
          label="from"
          name="Created from"
          value={filters.from}
          onChange={(from) => setFilters({ from })}
        />
      </Row>
      <Row label="">
        <DateInput label="to" name="Created to" value={filters.to} onChange={(to) => setFilters({ to })} />
      </Row>
    </div>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-3">
      <span aria-hidden className="font-medium">
        {label}
      </span>
      {children}
    </div>
  );
}
