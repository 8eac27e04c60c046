'use client';

import { ChartCard } from '@/components/charts/chart-card';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatMinutes } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/percent';
import { OutcomeBars, rateOf } from './outcome-bars';

type PlanType = PlanAnalytics['plan_types'][number];

export function OutcomesByType({ planTypes }: { planTypes: PlanType[] }) {
  return (
    <ChartCard
      title="Success and blocks by type"
      about="How attempts at steps ended, with the number of attempts."
      columns={[
        { label: 'Plan type', value: (row: PlanType) => row.plan_type },
        { label: 'Completed', value: (row) => row.completed },
        { label: 'Failed', value: (row) => row.failed },
        { label: 'Blocked', value: (row) => row.blocked },
        { label: 'Reopened', value: (row) => row.reopened },
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
        rows={planTypes.map((row) => ({ ...row, name: row.plan_type }))}
      />
    </ChartCard>
  );
}
