'use client';

import { lazy, Suspense } from 'react';
import type { PlanTableRow } from '@/lib/dashboard/plan-table';
import { PlanTable } from './plan-table';
import type { MovePlans } from './use-bulk-moves';
import { usePlanSelection } from './use-plan-selection';

// Loads when the first row is selected.
const PlanBulkBar = lazy(() => import('./plan-bulk-bar').then((module) => ({ default: module.PlanBulkBar })));

export interface PlanListProps {
  plans: PlanTableRow[];
  total: number;
  onMove: MovePlans;
}

/** Shows the table and the actions on its selected rows. */
export function PlanList({ plans, total, onMove }: PlanListProps) {
  const { selection, select } = usePlanSelection(plans.map((plan) => plan.id));
  // A plan that has left the list is no longer selected.
  const chosen = plans.filter((plan) => selection.chosen.has(plan.id));
  return (
    <>
      <PlanTable plans={plans} total={total} selection={selection} onSelect={select} />
      {chosen.length > 0 && (
        <Suspense>
          <PlanBulkBar chosen={chosen} onMove={onMove} onClear={() => select({ kind: 'clear' })} />
        </Suspense>
      )}
    </>
  );
}
