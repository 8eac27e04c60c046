'use client';

import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ProgressBar } from '@/components/ui/progress-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { Budget } from '@/lib/agent-execution/budgets';
import { spentWords } from '@/lib/format/budget';
import { formatPercent } from '@/lib/format/percent';

export interface BudgetListProps {
  budgets: Budget[];
  /** Names what a budget belongs to. */
  nameOf: (budget: Budget) => string;
  onDelete: (budgetId: string) => Promise<ActionResult>;
}

const toneOf = ({ share }: Budget) => (share >= 1 ? 'bg-failed' : share >= 0.8 ? 'bg-blocked' : 'bg-ink');

/** Shows budgets with what is spent, and removes them. */
export function BudgetList({ budgets, nameOf, onDelete }: BudgetListProps) {
  const { run } = useAction();
  return (
    <ul aria-label="Budgets" className="divide-y divide-line">
      {budgets.map((budget) => (
        <li key={budget.id} className="flex items-center gap-3 py-2 pr-1 pl-3">
          <div className="grid min-w-0 flex-1 gap-1">
            <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <span className="break-text font-medium">{nameOf(budget)}</span>
              <span className="text-muted tabular-nums">{spentWords(budget)}</span>
            </p>
            <ProgressBar
              value={Math.min(budget.share, 1)}
              max={1}
              tone={toneOf(budget)}
              label={`${formatPercent(budget.share)} of the budget of ${nameOf(budget)}`}
            />
            {budget.reached_at !== null && (
              <p className="text-failed text-meta">
                Reached <RelativeTime at={budget.reached_at} />. Raise or remove it, then resume the plan.
              </p>
            )}
          </div>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove the budget of ${nameOf(budget)}`}
            onClick={() => run(() => onDelete(budget.id), { hint: 'Check the budgets, then try again.' })}
          >
            <Trash2 aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
