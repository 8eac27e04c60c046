'use client';

import { Clock, Trash2 } from 'lucide-react';
import { AddForm, formCells, textOf } from '@/components/ui/add-form';
import { Button } from '@/components/ui/button';
import { EmptyRow } from '@/components/ui/empty-row';
import { Field } from '@/components/ui/field';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { ContextRetention as Rule } from '@/lib/dashboard/context-retention';
import { formatCount } from '@/lib/format/words';

const hint = 'Check the rules, then try again.';

export interface ContextRetentionProps {
  rules: Rule[];
  /** Keeps entries of a type for a number of days, or forever if it is null. */
  onKeep: (contextType: string, keepDays: number | null) => Promise<ActionResult>;
}

/** Edits how long context entries are kept, by type; a deletion offers Undo. */
export function ContextRetention({ rules, onKeep }: ContextRetentionProps) {
  const { run } = useAction();
  const remove = ({ context_type, keep_days }: Rule) => {
    const undo = () => run(() => onKeep(context_type, keep_days), { hint });
    run(() => onKeep(context_type, null), {
      hint,
      onSuccess: () => notifyDone(`Deleted the rule for ${context_type}`, undo),
    });
  };
  return (
    <>
      {rules.length === 0 ? (
        <EmptyRow icon={Clock} title="All entries are kept">
          Add a rule for a type whose entries lose their use, such as notes.
        </EmptyRow>
      ) : (
        <ul aria-label="Retention">
          {rules.map((rule) => (
            <li
              key={rule.context_type}
              className="flex min-h-10 items-center gap-3 border-line border-b py-1 pr-2 pl-4 last:border-b-0"
            >
              <span className="break-text min-w-0 flex-1 font-mono text-meta">{rule.context_type}</span>
              <span className="shrink-0 text-muted tabular-nums">{formatCount(rule.keep_days, 'day')}</span>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Delete the rule for ${rule.context_type}`}
                onClick={() => remove(rule)}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <AddForm
        label="Add rule"
        onSubmit={(data) => onKeep(textOf(data, 'type'), Number(textOf(data, 'days')))}
        note="The days count from when an entry was last set. Its values stay in the log of its task or plan."
      >
        <div className={formCells.medium}>
          <Field id="retention-type" name="type" label="Type" required maxLength={100} placeholder="notes" />
        </div>
        <div className={formCells.short}>
          <Field
            id="retention-days"
            name="days"
            label="Days to keep"
            type="number"
            required
            min={1}
            max={36500}
            defaultValue={90}
          />
        </div>
      </AddForm>
    </>
  );
}
