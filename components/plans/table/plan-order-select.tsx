'use client';

import { useQueryStates } from 'nuqs';
import { Select } from '@/components/ui/select';
import { columnLooks, columnsOf, planColumns } from './plan-columns';
import { planScopeParams } from './plan-search-params';

const choices = columnsOf(planColumns).flatMap((column) => {
  const { sort, firstOrder, head } = columnLooks[column];
  return sort ? [{ value: sort, order: firstOrder, label: `By ${head.toLowerCase()}` }] : [];
});
/** The default order comes first. */
const options = choices.toSorted((a, b) => Number(b.value === 'updated') - Number(a.value === 'updated'));

/** Sorts the plans on a phone, where the table has no heads. */
export function PlanOrderSelect() {
  const [{ sort }, setOrder] = useQueryStates(planScopeParams, { shallow: false });
  return (
    <Select
      label="Order"
      value={sort}
      options={options}
      onChange={(value) => {
        const choice = choices.find((known) => known.value === value);
        if (choice) setOrder({ sort: choice.value, order: choice.order });
      }}
    />
  );
}
