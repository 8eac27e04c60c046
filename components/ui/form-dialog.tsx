'use client';

import { type ReactNode, startTransition, useActionState } from 'react';
import { type Failure, INPUT_KEPT, settleAction } from '@/lib/action-result';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { Modal } from './modal';

export interface FormDialogProps {
  title: string;
  submitLabel: string;
  children: ReactNode;
  /** Submits the form; a failure keeps the dialog open with everything typed. */
  onSubmit: (form: FormData) => Promise<Failure | undefined>;
  /** Called after the dialog has closed, in any way. */
  onClose: () => void;
}

/** A form in a dialog, open while it is rendered. */
export function FormDialog({ title, submitLabel, children, onSubmit, onClose }: FormDialogProps) {
  const [failure, submit, isPending] = useActionState(async (_: Failure | undefined, form: FormData) => {
    const { error } = await settleAction(async () => ({ error: await onSubmit(form) }), INPUT_KEPT);
    if (!error) onClose();
    return error;
  }, undefined);
  return (
    <Modal label={title} onClose={onClose} staysOnClickBeside className="m-auto max-w-lg">
      <form
        className="grid gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          // As the form's action, React would empty the fields even after a failure.
          const form = new FormData(event.currentTarget);
          startTransition(() => submit(form));
        }}
      >
        <h2 className="font-semibold text-heading">{title}</h2>
        <FailureNotice failure={failure} />
        {children}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="solid" isBusy={isPending}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
