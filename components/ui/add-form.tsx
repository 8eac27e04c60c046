'use client';

import { type ReactNode, useRef } from 'react';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { useFormAction } from './use-action';

export type FormAction = (data: FormData) => Promise<ActionResult>;

export interface AddFormProps {
  /** The fields, in one row with the buttons. */
  children: ReactNode;
  /** The label of the button that submits. */
  label: string;
  onSubmit: FormAction;
  /** A second button, whose action keeps the input. */
  trial?: { label: string; onTry: FormAction };
  /** What the trial showed. */
  result?: ReactNode;
  /** The rule that holds for each row. */
  note: string;
}

/** The form below a list that adds a row to it. After a success its fields are empty again. */
export function AddForm({ children, label, onSubmit, trial, result, note }: AddFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { isPending, failure, run } = useFormAction();
  const submit = (action: FormAction, onSuccess?: () => void) => {
    if (!form.current?.reportValidity()) return;
    const data = new FormData(form.current);
    run(() => action(data), { hint: INPUT_KEPT, onSuccess });
  };
  return (
    <form
      ref={form}
      className="grid gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit(onSubmit, () => form.current?.reset());
      }}
    >
      <FailureNotice failure={failure} />
      <div className="flex flex-wrap items-end gap-3">
        {children}
        {trial && (
          <Button size="field" isBusy={isPending} onClick={() => submit(trial.onTry)}>
            {trial.label}
          </Button>
        )}
        <Button type="submit" size="field" isBusy={isPending}>
          {label}
        </Button>
      </div>
      {result}
      <p className="text-faint text-meta">{note}</p>
    </form>
  );
}

/** Returns the text of a field, without spaces around it. */
export const textOf = (data: FormData, name: string) => String(data.get(name) ?? '').trim();
