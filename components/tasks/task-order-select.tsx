'use client';

import { useQueryStates } from 'nuqs';
import { OrderSelect } from '@/components/ui/order-select';
import { firstPage, taskSearchParams } from './task-search-params';
import { taskHeads } from './task-table-head';

const choices = taskHeads.flatMap(({ head, sort, firstOrder }) =>
  sort && firstOrder ? [{ value: sort, order: firstOrder, head }] : [],
);

export function TaskOrderSelect() {
  const [{ sort }, setOrder] = useQueryStates(taskSearchParams, { shallow: false });
  return (
    <OrderSelect
      value={sort}
      first="active"
      choices={choices}
      onChange={(order) => setOrder({ ...firstPage, ...order })}
    />
  );
}
