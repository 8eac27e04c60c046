'use client';

import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { classNames } from '@/lib/class-names';

export interface ModalProps {
  /** What it is, read out when it opens. */
  label: string;
  onClose: () => void;
  /** A click beside it does not close it: what is in it would be lost. */
  staysOnClickBeside?: boolean;
  className?: string;
  children: ReactNode;
}

/**
 * Open for as long as it is rendered. The browser's own dialog keeps focus within, closes on Escape and gives focus back
 * to where it was; a click beside it closes it too. Focus begins at what has data-autofocus: React
 * does not write the autofocus that the browser would look for.
 */
export function Modal({ label, onClose, staysOnClickBeside = false, className, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the element leaves the page: only then does closing give focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: with the keyboard it is closed by Escape.
    <dialog
      ref={dialog}
      aria-label={label}
      // At once, with the key: the browser tells of the closing only later, and keys pressed meanwhile would find it open.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // React's double effects in development close and open it once; that is no wish to close it.
      onClose={() => {
        if (!dialog.current?.open) onClose();
      }}
      // The content covers the whole dialog, so only its backdrop is the dialog itself.
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
