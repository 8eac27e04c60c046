'use client';

import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { classNames } from '@/lib/class-names';

export interface ModalProps {
  /** The name for screen readers. */
  label: string;
  onClose: () => void;
  /** A click outside does not close the dialog, so that its input is not lost. */
  staysOnClickBeside?: boolean;
  className?: string;
  children: ReactNode;
}

/**
 * A dialog that is open while it is rendered. The native dialog traps the focus, closes on Escape and restores the
 * focus; a click outside closes it too. The focus starts at the element with data-autofocus, because React does not
 * render the autofocus attribute.
 */
export function Modal({ label, onClose, staysOnClickBeside = false, className, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Close before the element is removed, or the browser does not restore the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it with the keyboard
    <dialog
      ref={dialog}
      aria-label={label}
      // Close at once: the close event comes later, and keys pressed in between would reach the open dialog.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Ignores the close that React's double effects cause in development.
      onClose={() => {
        if (!dialog.current?.open) onClose();
      }}
      // The content covers the dialog, so a click on the dialog itself is a click on its backdrop.
      onClick={(event) => {
        if (event.target === event.currentTarget && !staysOnClickBeside) event.currentTarget.close();
      }}
      className={classNames(
        'w-[calc(100%-2rem)] overflow-clip rounded-md border border-line-strong bg-surface p-0 text-ink shadow-popover backdrop:bg-[rgb(0_0_0_/_0.4)]',
        className,
      )}
    >
      {children}
    </dialog>
  );
}
