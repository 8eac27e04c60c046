import type { Metadata } from 'next';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { FirstPlan } from '@/components/plans/first-plan';
import { PlanExplorer } from '@/components/plans/table/plan-explorer';
import { FIRST_ROWS } from '@/components/plans/table/plan-pages';
import {
  hasFilters,
  loadPlanParams,
  planScopeOf,
  serializePlanScope,
} from '@/components/plans/table/plan-search-params';
import { PlanViews } from '@/components/plans/table/plan-views';
import { ListTitle } from '@/components/ui/list-title';
import { listLeases } from '@/lib/agent-execution/leases';
import { tablePlans } from '@/lib/dashboard/plan-table';
import { querySavedViews } from '@/lib/dashboard/saved-views';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../../time-zone';
import { deleteView, loadPlanPage, movePlans, saveView } from './actions';

export const metadata: Metadata = { title: 'Plans' };

export default async function PlansPage({ searchParams }: PageProps<'/plans'>) {
  const params = await loadPlanParams(searchParams);
  const scope = planScopeOf(params, await readTimeZone());
  const supabase = await createServerClient();
  const [first, leases, views] = await Promise.all([
    tablePlans(supabase, scope, { limit: FIRST_ROWS, with_facets: true }),
    listLeases(supabase),
    querySavedViews(supabase),
  ]);
  if (!first.facets || (first.rows.length === 0 && !hasFilters(params))) return <FirstPlan title="Plans" />;
  return (
    <LeaseWatch read={leases}>
      <ListTitle count={first.facets.total}>Plans</ListTitle>
      <PlanExplorer
        viewKey={serializePlanScope(params)}
        first={first}
        facets={first.facets}
        onLoadPage={loadPlanPage.bind(null, scope)}
        onMove={movePlans}
      >
        <PlanViews views={views} onSave={saveView} onDelete={deleteView} />
      </PlanExplorer>
    </LeaseWatch>
  );
}
