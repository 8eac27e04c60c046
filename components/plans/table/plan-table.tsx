'use client';

import { useQueryStates } from 'nuqs';
import { useLayoutEffect } from 'react';
import { useVisibleRows } from '@/components/ui/use-visible-rows';
import { classNames } from '@/lib/class-names';
import type { PlanTableRow as Plan } from '@/lib/dashboard/plan-table';
import { columnLooks, columnsOf } from './plan-columns';
import { planLookParams } from './plan-search-params';
import type { PlanSelection, SelectionAction } from './plan-selection';
import { PlanTableHead } from './plan-table-head';
import { PlanTableRow } from './plan-table-row';
import { RowCheckbox } from './row-checkbox';
import { useFocusOn } from './use-focus-on';

export interface PlanTableProps {
  plans: Plan[];
  /** The total number of plans; `plans` are the first of them. */
  total: number;
  selection: PlanSelection;
  onSelect: (act: SelectionAction) => void;
}

/** Renders only the rows in view; on a phone, each row becomes an item of two lines. */
export function PlanTable({ plans, total, selection, onSelect }: PlanTableProps) {
  const [{ columns: chosen, density }] = useQueryStates(planLookParams);
  const columns = columnsOf(chosen);
  const isCompact = density === 'compact';
  const rowHeight = isCompact ? 28 : 36;
  const { element, measure, measureAll, shown, before, after, reveal } = useVisibleRows<Plan, HTMLDivElement>(
    plans,
    { keyOf: (plan) => plan.id, heightOf: () => rowHeight },
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height must be measured again
  useLayoutEffect(measureAll, [rowHeight]);
  useFocusOn(selection.active, (id) => reveal(plans.findIndex((plan) => plan.id === id)));
  const chosenCount = plans.filter((plan) => selection.chosen.has(plan.id)).length;
  return (
    <div ref={element} className="overflow-clip rounded-md border border-line bg-surface">
      <table aria-rowcount={total + 1} className="w-full table-fixed max-md:block">
        <colgroup className="max-md:hidden">
          <col className="w-9" />
          {columns.map((column) => (
            <col
              key={column}
              className={classNames(columnLooks[column].width, columnLooks[column].wide?.column)}
            />
          ))}
        </colgroup>
        <PlanTableHead columns={columns}>
          <th scope="col" className="border-line border-b">
            <RowCheckbox
              label="Select all plans shown"
              isChecked={chosenCount === plans.length}
              isMixed={chosenCount > 0 && chosenCount < plans.length}
              onToggle={() => onSelect({ kind: 'all' })}
            />
          </th>
        </PlanTableHead>
        <Gap height={before} />
        <tbody className="max-md:block">
          {shown.map(({ index, row: plan }) => (
            <PlanTableRow
              key={plan.id}
              ref={measure}
              plan={plan}
              index={index}
              columns={columns}
              isCompact={isCompact}
              isChosen={selection.chosen.has(plan.id)}
              onSelect={onSelect}
            />
          ))}
        </tbody>
        <Gap height={after} />
      </table>
    </div>
  );
}

/** Keeps the height of the rows that are not rendered. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tbody aria-hidden className="max-md:block">
      <tr className="max-md:block" style={{ height }} />
    </tbody>
  );
}
