'use client';

import { type ReactNode, type RefObject, useId } from 'react';
import { Button } from './button';

export interface ConfirmDialogProps {
  dialog: RefObject<HTMLDialogElement | null>;
  title: string;
  /** Says what will happen and what stays. */
  children: ReactNode;
  confirmLabel: string;
  onConfirm: () => void;
}

/** Asks before an action that cannot be undone. The native dialog traps the focus and closes on Escape. */
export function ConfirmDialog({ dialog, title, children, confirmLabel, onConfirm }: ConfirmDialogProps) {
  const titleId = useId();
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className="m-auto w-[calc(100%-2rem)] max-w-sm rounded-md border border-line-strong bg-surface p-4 text-ink shadow-popover backdrop:bg-[rgb(0_0_0_/_0.4)]"
    >
      <h2 id={titleId} className="font-semibold text-heading">
        {title}
      </h2>
      <div className="mt-1 text-muted">{children}</div>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={close}>Keep it</Button>
        <Button
          variant="solid"
          onClick={() => {
            close();
            onConfirm();
          }}
        >
          {confirmLabel}
        </Button>
      </div>
    </dialog>
  );
}
