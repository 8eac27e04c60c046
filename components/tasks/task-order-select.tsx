'use client';

import { useQueryStates } from 'nuqs';
import { Select } from '@/components/ui/select';
import { firstPage, taskSearchParams } from './task-search-params';
import { taskHeads } from './task-table-head';

/** The default order comes first. */
const choices = taskHeads
  .flatMap(({ head, sort, firstOrder }) =>
    sort && firstOrder ? [{ value: sort, order: firstOrder, label: `By ${head.toLowerCase()}` }] : [],
  )
  .toSorted((a, b) => Number(b.value === 'active') - Number(a.value === 'active'));

/** Sorts the tasks on a phone, where the table has no heads. */
export function TaskOrderSelect() {
  const [{ sort }, setOrder] = useQueryStates(taskSearchParams, { shallow: false });
  return (
    <Select
      label="Order"
      value={sort}
      options={choices}
      onChange={(value) => {
        const choice = choices.find((known) => known.value === value);
        if (choice) setOrder({ ...firstPage, sort: choice.value, order: choice.order });
      }}
    />
  );
}
