'use client';

import { type ReactNode, useRef } from 'react';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { useFormAction } from './use-action';

export type FormAction = (data: FormData) => Promise<ActionResult>;

export interface AddFormProps {
  /** The fields: in one row with the button, or in two columns where a row has no room. Each says its width with a class of `formCells`. */
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
      className="@container grid gap-3 border-line border-t p-4"
      onChange={trial?.onChange}
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      <FailureNotice failure={failure} />
      <div className="grid grid-cols-2 items-end gap-3 @[45rem]:flex">
        {children}
        <Button type="submit" size="field" className="col-span-2 sm:justify-self-start" isBusy={isPending}>
          {toTry?.label ?? label}
        </Button>
      </div>
      {trial?.result}
      <p className="text-faint text-meta">{note}</p>
    </form>
  );
}

/** The widths of the fields in an `AddForm`. */
export const formCells = {
  short: '@[45rem]:w-32',
  medium: '@[45rem]:w-44',
  /** Takes the rest of the row. */
  long: 'col-span-2 min-w-0 @[45rem]:flex-1',
};

/** Returns the text of a field, without spaces around it. */
export const textOf = (data: FormData, name: string) => String(data.get(name) ?? '').trim();
