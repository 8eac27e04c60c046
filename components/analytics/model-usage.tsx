'use client';

import { BarList } from '@/components/charts/bar-list';
import { ChartCard } from '@/components/charts/chart-card';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatCost, formatTokens } from '@/lib/format/usage';
import { formatCount } from '@/lib/format/words';
import { type ChartScope, hrefOfUsedPlans } from './chart-hrefs';
import { costColumn } from './cost-column';

type Row = PlanAnalytics['usage'][number];

/** Shows what models cost. Bars compare the cost, or the tokens if no cost is known. */
export function ModelUsage({ usage, scope }: { usage: Row[]; scope: ChartScope }) {
  const hasCost = usage.some((row) => row.cost_usd !== null);
  const sizeOf = (row: Row) => (hasCost ? (row.cost_usd ?? 0) : row.input_tokens + row.output_tokens);
  return (
    <ChartCard
      title="Tokens and cost"
      about="Model calls by captured runs and by agents that report usage, the most expensive first."
      columns={[
        { label: 'Model', value: (row: Row) => row.model },
        { label: 'Agent', value: (row) => row.agent ?? 'main' },
        { label: 'Plans', value: (row) => row.plans },
        { label: 'Calls', value: (row) => row.calls },
        { label: 'Input', unit: 'tokens', value: (row) => row.input_tokens, format: formatTokens },
        { label: 'From cache', unit: 'tokens', value: (row) => row.cached_tokens, format: formatTokens },
        { label: 'Output', unit: 'tokens', value: (row) => row.output_tokens, format: formatTokens },
        costColumn,
      ]}
      rows={usage}
      empty="No usage was recorded in this range."
    >
      <BarList
        label="Cost by model and agent"
        full={Math.max(1e-9, ...usage.map(sizeOf))}
        rows={usage.map((row) => ({
          key: `${row.model}/${row.agent}`,
          label: row.agent === null ? row.model : `${row.model} · ${row.agent}`,
          detail: `${formatCount(row.calls, 'call')}, ${formatTokens(row.input_tokens)} in, ${formatTokens(row.output_tokens)} out`,
          href: hrefOfUsedPlans(scope, null, row.model),
          text: formatCost(row),
          parts: [{ tone: 'ink', value: sizeOf(row) }],
        }))}
      />
    </ChartCard>
  );
}
