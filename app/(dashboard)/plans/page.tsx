import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { FirstPlan } from '@/components/plans/first-plan';
import { NoMatchingPlans } from '@/components/plans/no-matching-plans';
import { PlanFilters } from '@/components/plans/plan-filters';
import { PlanPager } from '@/components/plans/plan-pager';
import { hasFilters, loadPlanFilters } from '@/components/plans/plan-search-params';
import { PlanTable } from '@/components/plans/plan-table';
import { originOf } from '@/lib/request-origin';
import { createServerClient } from '@/lib/supabase/server';
import { findPlans } from './find-plans';
import { queryPlanTypes } from './plan-types';

export const metadata: Metadata = { title: 'Plans' };

export default async function PlansPage({ searchParams }: PageProps<'/plans'>) {
  const filters = await loadPlanFilters(searchParams);
  const supabase = await createServerClient();
  const [plans, planTypes] = await Promise.all([findPlans(supabase, filters), queryPlanTypes(supabase)]);
  const isEmpty = plans.length === 0;
  if (isEmpty && !hasFilters(filters) && !filters.cursor)
    return <FirstPlan origin={originOf(await headers())} />;
  return (
    <>
      <h1 className="mb-3 font-semibold text-title">Plans</h1>
      <PlanFilters planTypes={planTypes} />
      {isEmpty ? <NoMatchingPlans /> : <PlanTable plans={plans} />}
      <PlanPager filters={filters} nextCursor={plans.next_cursor} />
    </>
  );
}
