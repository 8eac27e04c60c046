'use client';

import { useQueryStates } from 'nuqs';
import { OrderSelect } from '@/components/ui/order-select';
import { columnLooks, columnsOf, planColumns } from './plan-columns';
import { planScopeParams } from './plan-search-params';

const choices = columnsOf(planColumns).flatMap((column) => {
  const { sort, firstOrder, head } = columnLooks[column];
  return sort ? [{ value: sort, order: firstOrder, head }] : [];
});

export function PlanOrderSelect() {
  const [{ sort }, setOrder] = useQueryStates(planScopeParams, { shallow: false });
  return <OrderSelect value={sort} first="updated" choices={choices} onChange={setOrder} />;
}
