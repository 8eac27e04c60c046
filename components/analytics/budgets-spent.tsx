'use client';

import { BarList } from '@/components/charts/bar-list';
import { ChartCard } from '@/components/charts/chart-card';
import type { Budget } from '@/lib/agent-execution/budgets';
import type { NamedBudget } from '@/lib/dashboard/named-budgets';
import { spentWords } from '@/lib/format/budget';
import { formatPercent } from '@/lib/format/percent';
import { budgetTone } from './budget-lines';

const kindOf = ({ plan_id, task_id }: Budget) => (plan_id ? 'plan' : task_id ? 'task' : 'agent key');

/** Shows which share of each budget is spent, the fullest first. */
export function BudgetsSpent({ budgets }: { budgets: NamedBudget[] }) {
  const rows = budgets.toSorted((one, other) => other.share - one.share);
  return (
    <ChartCard
      title="Budgets"
      about="What is spent of each budget since it was set, not only in this range. A full bar pauses its plan."
      columns={[
        { label: 'Budget of', value: (row: NamedBudget) => row.name },
        { label: 'Kind', value: kindOf },
        { label: 'Limit', unit: 'USD', value: (row) => row.limit_usd },
        { label: 'Spent', unit: 'USD', value: (row) => Math.round(row.spent_usd * 1e4) / 1e4 },
        { label: 'Limit in tokens', value: (row) => row.limit_tokens },
        { label: 'Spent tokens', value: (row) => row.spent_tokens },
      ]}
      rows={rows}
      empty="There is no budget. Set one on the page of a plan, in the tab Steering."
    >
      <BarList
        label="Budgets"
        full={1}
        rows={rows.map((budget) => ({
          key: budget.id,
          label: budget.name,
          ...(budget.href !== null && { href: budget.href }),
          text: formatPercent(budget.share),
          detail: `${kindOf(budget)}: ${spentWords(budget)}`,
          parts: [{ tone: budgetTone(budget.share), value: Math.min(1, budget.share) }],
        }))}
      />
    </ChartCard>
  );
}
