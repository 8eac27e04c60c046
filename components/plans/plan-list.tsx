'use client';

import type { PlanTableRow } from '@/lib/agent-execution/plan-table';
import { PlanBulkBar } from './plan-bulk-bar';
import { PlanTable } from './plan-table';
import type { MovePlans } from './use-bulk-moves';
import { usePlanSelection } from './use-plan-selection';

export interface PlanListProps {
  plans: PlanTableRow[];
  total: number;
  onMove: MovePlans;
}

/** The table, and what can be done to the rows that are selected in it. */
export function PlanList({ plans, total, onMove }: PlanListProps) {
  const { selection, select } = usePlanSelection(plans.map((plan) => plan.id));
  // One that has left the list is no longer meant.
  const chosen = plans.filter((plan) => selection.chosen.has(plan.id));
  return (
    <>
      <PlanTable plans={plans} total={total} selection={selection} onSelect={select} />
      {chosen.length > 0 && (
        <PlanBulkBar chosen={chosen} onMove={onMove} onClear={() => select({ kind: 'clear' })} />
      )}
    </>
  );
}
