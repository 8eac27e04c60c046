'use client';

import { BarList } from '@/components/charts/bar-list';
import { ChartCard } from '@/components/charts/chart-card';
import { Legend } from '@/components/charts/legend';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';
import { type ChartScope, hrefOfSteps } from './chart-hrefs';
import { roundTo2 } from './period';

type Group = PlanAnalytics['estimates']['groups'][number];

const MAX_GROUPS_SHOWN = 12;

export function EstimateRatios({ groups, scope }: { groups: Group[]; scope: ChartScope }) {
  const opens = ({ plan_type, action }: Group) =>
    hrefOfSteps(scope, null, 'completed', { type: [plan_type], action, estimate: 'any' });
  const shown = groups.slice(0, MAX_GROUPS_SHOWN);
  return (
    <ChartCard
      title="Estimates by type and action"
      about="Actual time divided by the estimate. 1 is exact. The table lists every group."
      columns={[
        { label: 'Plan type', value: (row: Group) => row.plan_type },
        { label: 'Action', value: (row) => row.action },
        { label: 'Steps', value: (row) => row.steps, href: opens },
        { label: 'Estimate', unit: 'minutes', value: (row) => row.estimate_minutes, format: formatMinutes },
        { label: 'Actual', unit: 'minutes', value: (row) => row.actual_minutes, format: formatMinutes },
        { label: 'Ratio P50', value: (row) => row.ratio_p50, format: roundTo2 },
        { label: 'Ratio P90', value: (row) => row.ratio_p90, format: roundTo2 },
      ]}
      rows={groups}
      empty="No step with an estimate was completed in this range."
    >
      <div className="grid gap-3">
        <BarList
          label="Actual over estimate by type and action"
          full={Math.max(1, ...shown.map((group) => group.ratio_p90))}
          rows={shown.map((group) => ({
            key: `${group.plan_type}/${group.action}`,
            label: `${group.action} · ${group.plan_type}`,
            href: opens(group),
            text: `${roundTo2(group.ratio_p50)}× · P90 ${roundTo2(group.ratio_p90)}× · ${formatCount(group.steps, 'step')}`,
            parts: [
              { tone: 'ink', value: group.ratio_p50 },
              { tone: 'light', value: group.ratio_p90 - group.ratio_p50 },
            ],
          }))}
        />
        <Legend
          entries={[
            { name: 'P50', tone: 'ink' },
            { name: 'P90', tone: 'light' },
          ]}
        />
      </div>
    </ChartCard>
  );
}
