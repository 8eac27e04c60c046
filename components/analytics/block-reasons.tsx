'use client';

import { BarList } from '@/components/charts/bar-list';
import { ChartCard } from '@/components/charts/chart-card';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { type ChartScope, hrefOfAttempts } from './chart-hrefs';

type Block = PlanAnalytics['blocks'][number];

export function BlockReasons({ blocks, scope }: { blocks: Block[]; scope: ChartScope }) {
  const opens = ({ plan_type, action, reason }: Block) =>
    hrefOfAttempts(scope, { type: [plan_type], action, reason: reason ?? '', outcome: 'blocked' });
  return (
    <ChartCard
      title="Where plans block"
      about="Steps and reasons, most frequent first. Each opens the attempts that it blocked."
      columns={[
        { label: 'Plan type', value: (row: Block) => row.plan_type },
        { label: 'Step', value: (row) => row.action },
        { label: 'Reason', value: (row) => row.reason },
        { label: 'Times', value: (row) => row.times, href: opens },
        { label: 'Last', value: (row) => row.last_at.slice(0, 10) },
        {
          label: 'Newest plan',
          value: (row) => row.last_plan_id,
          href: (row) => `/plans/${row.last_plan_id}`,
        },
      ]}
      rows={blocks}
      empty="Nothing was blocked in this range."
      isWide
    >
      <BarList
        label="Blocks by step and reason"
        full={Math.max(1, ...blocks.map((block) => block.times))}
        rows={blocks.map((block) => ({
          key: `${block.plan_type}/${block.action}/${block.reason}`,
          label: `${block.action} · ${block.plan_type}`,
          detail: block.reason ?? 'No reason given',
          href: opens(block),
          text: `${block.times}×`,
          parts: [{ tone: 'blocked', value: block.times }],
        }))}
      />
    </ChartCard>
  );
}
