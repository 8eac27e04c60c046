'use client';

import { Wallet } from 'lucide-react';
import { AddForm, formCells, textOf } from '@/components/ui/add-form';
import { EmptyRow } from '@/components/ui/empty-row';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { ActionResult } from '@/lib/action-result';
import type { Budget, SetBudgetInput } from '@/lib/agent-execution/budgets';
import { readLimits } from './budget-input';
import { BudgetList } from './budget-list';

/** A plan, a task or a key that may have a budget. */
export interface BudgetTarget extends Pick<SetBudgetInput, 'plan_id' | 'task_id' | 'agent_key_id'> {
  name: string;
}

export interface BudgetsProps {
  targets: BudgetTarget[];
  budgets: Budget[];
  onSet: (input: SetBudgetInput) => Promise<ActionResult>;
  onDelete: (budgetId: string) => Promise<ActionResult>;
}

const idOf = ({ plan_id, task_id, agent_key_id }: BudgetTarget | Budget) =>
  plan_id ?? task_id ?? agent_key_id ?? '';

/** Shows, sets and removes budgets. */
export function Budgets({ targets, budgets, onSet, onDelete }: BudgetsProps) {
  const nameOf = (budget: Budget) =>
    targets.find((target) => idOf(target) === idOf(budget))?.name ?? 'The plan above';
  const submit = async (data: FormData): Promise<ActionResult> => {
    const target = targets.find((known) => idOf(known) === textOf(data, 'budget-target')) ?? targets[0];
    const limits = readLimits(textOf(data, 'budget-usd'), textOf(data, 'budget-tokens'));
    if ('error' in limits) return { error: limits.error };
    if (!target) return {};
    const { name: _, ...ids } = target;
    return onSet({ ...ids, ...limits });
  };
  return (
    <>
      {budgets.length > 0 ? (
        <BudgetList budgets={budgets} nameOf={nameOf} onDelete={onDelete} />
      ) : (
        <EmptyRow icon={Wallet} title="No budget yet">
          Agents spend without a limit.
        </EmptyRow>
      )}
      <AddForm
        label="Set budget"
        onSubmit={submit}
        note="At 80 % the agent is warned. At the limit its plan is paused, and the agent gets the reason."
      >
        <BudgetFields targets={targets} />
      </AddForm>
    </>
  );
}

function BudgetFields({ targets }: Pick<BudgetsProps, 'targets'>) {
  return (
    <>
      <div className={`col-span-2 ${formCells.medium}`}>
        <SelectField
          id="budget-target"
          name="budget-target"
          label="Budget of"
          options={targets.map((target) => ({ value: idOf(target), label: target.name }))}
        />
      </div>
      <div className={formCells.short}>
        <Field id="budget-usd" name="budget-usd" label="USD" inputMode="decimal" placeholder="5.00" />
      </div>
      <div className={formCells.short}>
        <Field
          id="budget-tokens"
          name="budget-tokens"
          label="Tokens"
          inputMode="numeric"
          placeholder="500,000"
        />
      </div>
    </>
  );
}
