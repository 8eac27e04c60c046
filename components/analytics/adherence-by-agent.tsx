'use client';

import { BarList } from '@/components/charts/bar-list';
import { ChartCard } from '@/components/charts/chart-card';
import type { Adherence, AgentAdherence } from '@/lib/agent-execution/adherence';
import { formatPercent } from '@/lib/format/percent';
import { formatCount, formatNumber } from '@/lib/format/words';

const shareOf = ({ calls, calls_in_step }: AgentAdherence) => (calls > 0 ? calls_in_step / calls : null);

/** Shows which share of its calls each agent made for the step in progress. */
export function AdherenceByAgent({ adherence }: { adherence: Adherence }) {
  const { plans, covered, agents } = adherence;
  const scope =
    covered < plans
      ? `the newest ${formatNumber(covered)} of ${formatCount(plans, 'plan')}`
      : formatCount(plans, 'plan');
  return (
    <ChartCard
      title="Plan adherence"
      about={`Calls for the step in progress, by the agent that created the plan. Covers ${scope} that were created in this range.`}
      columns={[
        { label: 'Agent', value: (row: AgentAdherence) => row.agent },
        { label: 'Plans', value: (row) => row.plans },
        { label: 'Calls', value: (row) => row.calls },
        { label: 'In step', value: shareOf, format: formatPercent },
        { label: 'Steps done', value: (row) => row.steps_done },
        { label: 'Out of order', value: (row) => row.late_steps },
        { label: 'Unproven', value: (row) => row.unproven_steps },
      ]}
      rows={agents}
      empty="No agent made calls or completed steps in this range."
      isWide
    >
      <BarList
        label="Calls in step by agent"
        full={1}
        rows={agents.map((row) => ({
          key: row.agent,
          label: row.agent,
          detail: `${formatCount(row.calls, 'call')}, ${formatCount(row.late_steps, 'step')} out of order, ${row.unproven_steps} of ${formatCount(row.steps_done, 'step')} unproven`,
          text: row.calls > 0 ? formatPercent(row.calls_in_step / row.calls) : 'no calls',
          parts: [{ tone: 'ink', value: shareOf(row) ?? 0 }],
        }))}
      />
    </ChartCard>
  );
}
