'use client';

import { type ReactNode, useRef } from 'react';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { useFormAction } from './use-action';

export type FormAction = (data: FormData) => Promise<ActionResult>;

export interface AddFormProps {
  /** The fields, in one row with the button. */
  children: ReactNode;
  /** The label of the button that submits. */
  label: string;
  onSubmit: FormAction;
  /** What to try before it can be submitted. A change of the input calls onChange, which removes the result. */
  trial?: { label: string; onTry: FormAction; onChange: () => void; result: ReactNode };
  /** The rule that holds for each row. */
  note: string;
}

/** The form below a list that adds a row to it. After a success its fields are empty again. */
export function AddForm({ children, label, onSubmit, trial, note }: AddFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { isPending, failure, run } = useFormAction();
  const toTry = trial?.result ? undefined : trial;
  const submit = (data: FormData) =>
    toTry
      ? run(() => toTry.onTry(data), { hint: INPUT_KEPT })
      : run(() => onSubmit(data), { hint: INPUT_KEPT, onSuccess: () => form.current?.reset() });
  return (
    <form
      ref={form}
      className="grid gap-3 p-4"
      onChange={trial?.onChange}
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      <FailureNotice failure={failure} />
      <div className="flex flex-wrap items-end gap-3">
        {children}
        <Button type="submit" size="field" isBusy={isPending}>
          {toTry?.label ?? label}
        </Button>
      </div>
      {trial?.result}
      <p className="text-faint text-meta">{note}</p>
    </form>
  );
}

/** Returns the text of a field, without spaces around it. */
export const textOf = (data: FormData, name: string) => String(data.get(name) ?? '').trim();
