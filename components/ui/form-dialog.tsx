'use client';

import { type ReactNode, startTransition, useActionState } from 'react';
import { Button } from './button';
import { Modal } from './modal';
import { Notice } from './notice';

export interface FormError {
  message: string;
  hint: string;
}

export interface FormDialogProps {
  title: string;
  submitLabel: string;
  children: ReactNode;
  /** Does what the form says; an error keeps the dialog open with everything typed. */
  onSubmit: (form: FormData) => Promise<FormError | undefined>;
  /** It has closed, by whatever way. */
  onClose: () => void;
}

const unanswered: FormError = {
  message: 'The server did not answer.',
  hint: 'What you typed is still here; try again in a moment.',
};

/** A form over the page, open for as long as it is rendered. */
export function FormDialog({ title, submitLabel, children, onSubmit, onClose }: FormDialogProps) {
  const [error, submit, isBusy] = useActionState(async (_: FormError | undefined, form: FormData) => {
    const refused = await onSubmit(form).catch(() => unanswered);
    if (!refused) onClose();
    return refused;
  }, undefined);
  return (
    <Modal label={title} onClose={onClose} staysOnClickBeside className="m-auto max-w-lg">
      <form
        className="grid gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          // Not as the form's action, after which React would empty the fields even when the answer is an error.
          const form = new FormData(event.currentTarget);
          startTransition(() => submit(form));
        }}
      >
        <h2 className="font-semibold text-heading">{title}</h2>
        {error && (
          <Notice tone="error" title={error.message}>
            {error.hint}
          </Notice>
        )}
        {children}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="solid" isBusy={isBusy}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
