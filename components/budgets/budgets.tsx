'use client';

import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import { useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
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
  const form = useRef<HTMLFormElement>(null);
  const { isPending, failure, setFailure, run } = useFormAction();
  const nameOf = (budget: Budget) =>
    targets.find((target) => idOf(target) === idOf(budget))?.name ?? 'The plan above';
  const submit = (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '');
    const target = targets.find((known) => idOf(known) === text('budget-target')) ?? targets[0];
    const limits = readLimits(text('budget-usd'), text('budget-tokens'));
    if ('error' in limits) return setFailure(limits.error);
    if (!target) return;
    const { name: _, ...ids } = target;
    run(() => onSet({ ...ids, ...limits }), { hint: INPUT_KEPT, onSuccess: () => form.current?.reset() });
  };
  return (
    <>
      {budgets.length > 0 && <BudgetList budgets={budgets} nameOf={nameOf} onDelete={onDelete} />}
      <form
        ref={form}
        className="grid gap-3 p-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <FailureNotice failure={failure} />
        <BudgetFields targets={targets} isPending={isPending} />
        <p className="text-faint text-meta">
          At 80 % the agent is warned. At the limit its plan is paused, and the agent gets the reason.
        </p>
      </form>
    </>
  );
}

function BudgetFields({ targets, isPending }: Pick<BudgetsProps, 'targets'> & { isPending: boolean }) {
  return (
    <div className="flex flex-wrap items-end gap-3">
      <div className="w-40">
        <SelectField
          id="budget-target"
          name="budget-target"
          label="Budget of"
          options={targets.map((target) => ({ value: idOf(target), label: target.name }))}
        />
      </div>
      <div className="w-28">
        <Field id="budget-usd" name="budget-usd" label="USD" inputMode="decimal" placeholder="5.00" />
      </div>
      <div className="w-32">
        <Field
          id="budget-tokens"
          name="budget-tokens"
          label="Tokens"
          inputMode="numeric"
          placeholder="500,000"
        />
      </div>
      <Button type="submit" size="field" isBusy={isPending}>
        Set budget
      </Button>
    </div>
  );
}
