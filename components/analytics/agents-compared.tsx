'use client';

import { ChartCard } from '@/components/charts/chart-card';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatMinutes } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/percent';
import { type AttemptFilters, type ChartScope, hrefOfAttempts } from './chart-hrefs';
import { OutcomeBars, rateOf } from './outcome-bars';
import { roundTo2 } from './period';

type Agent = PlanAnalytics['agents'][number];

export function AgentsCompared({ agents, scope }: { agents: Agent[]; scope: ChartScope }) {
  const opens = (outcome?: AttemptFilters['outcome']) => (row: Agent) =>
    hrefOfAttempts(scope, { actor: row.agent, ...(outcome && { outcome }) });
  return (
    <ChartCard
      title="Agents compared"
      about="How each agent’s attempts ended. The table adds time per step, reopened steps, confidence and Brier score."
      columns={[
        { label: 'Agent', value: (row: Agent) => row.agent },
        { label: 'Completed', value: (row) => row.completed, href: opens('completed') },
        { label: 'Failed', value: (row) => row.failed, href: opens('failed') },
        { label: 'Blocked', value: (row) => row.blocked, href: opens('blocked') },
        { label: 'Reopened', value: (row) => row.reopened, href: opens('reopened') },
        { label: 'Success rate', value: (row) => rateOf(row, 'succeeded'), format: formatPercent },
        { label: 'Block rate', value: (row) => rateOf(row, 'blocked'), format: formatPercent },
        { label: 'Step P50', unit: 'minutes', value: (row) => row.step_p50_minutes, format: formatMinutes },
        { label: 'Confidence', value: (row) => row.confidence, format: roundTo2 },
        { label: 'Brier', value: (row) => row.brier, format: roundTo2 },
      ]}
      rows={agents}
      empty="No agent moved a step in this range."
    >
      <OutcomeBars
        label="Outcomes by agent"
        rows={agents.map((row) => ({ ...row, name: row.agent, href: opens()(row) }))}
      />
    </ChartCard>
  );
}
