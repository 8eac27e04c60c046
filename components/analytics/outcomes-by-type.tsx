'use client';

import { ChartCard } from '@/components/charts/chart-card';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatMinutes } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/percent';
import { type AttemptFilters, type ChartScope, hrefOfAttempts } from './chart-hrefs';
import { OutcomeBars, rateOf } from './outcome-bars';

type PlanType = PlanAnalytics['plan_types'][number];

export function OutcomesByType({ planTypes, scope }: { planTypes: PlanType[]; scope: ChartScope }) {
  const opens = (outcome?: AttemptFilters['outcome']) => (row: PlanType) =>
    hrefOfAttempts(scope, { type: [row.plan_type], ...(outcome && { outcome }) });
  return (
    <ChartCard
      title="Success and blocks by type"
      about="How attempts at steps ended, with the number of attempts."
      columns={[
        { label: 'Plan type', value: (row: PlanType) => row.plan_type },
        { label: 'Completed', value: (row) => row.completed, href: opens('completed') },
        { label: 'Failed', value: (row) => row.failed, href: opens('failed') },
        { label: 'Blocked', value: (row) => row.blocked, href: opens('blocked') },
        { label: 'Reopened', value: (row) => row.reopened, href: opens('reopened') },
        { label: 'Success rate', value: (row) => rateOf(row, 'succeeded'), format: formatPercent },
        { label: 'Block rate', value: (row) => rateOf(row, 'blocked'), format: formatPercent },
        { label: 'Plans', value: (row) => row.plans_completed },
        { label: 'Cycle P50', unit: 'minutes', value: (row) => row.cycle_p50_minutes, format: formatMinutes },
        { label: 'Cycle P90', unit: 'minutes', value: (row) => row.cycle_p90_minutes, format: formatMinutes },
      ]}
      rows={planTypes}
      empty="No step was completed, failed or blocked in this range."
    >
      <OutcomeBars
        label="Outcomes by plan type"
        rows={planTypes.map((row) => ({ ...row, name: row.plan_type, href: opens()(row) }))}
      />
    </ChartCard>
  );
}
