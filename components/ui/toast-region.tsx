'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { Toaster, toast } from 'sonner';
import { isTyping } from './is-typing';
import { type Message, showMessagesWith } from './notify';

/** Milliseconds for which a toast offers to undo. */
const UNDO_MS = 10_000;

/** The newest toast that can undo something. */
let undoable: { id: string | number; undo: () => void } | null = null;

function showToast({ kind, text, hint, undo }: Message) {
  if (kind === 'error') toast.error(text, { description: hint });
  else if (!undo) toast.success(text, { description: hint });
  else {
    const forget = ({ id }: { id: string | number }) => {
      if (undoable?.id === id) undoable = null;
    };
    const id = toast.success(text, {
      description: hint,
      duration: UNDO_MS,
      action: { label: <UndoLabel />, onClick: undo },
      onDismiss: forget,
      onAutoClose: forget,
    });
    undoable = { id, undo };
  }
}

function UndoLabel() {
  return (
    <>
      Undo
      <kbd aria-hidden className="ml-1.5 font-sans text-faint text-meta no-underline">
        Z
      </kbd>
    </>
  );
}

/** `z`, or Ctrl or ⌘ with it, presses the button of the newest toast that can undo something. */
function onKeyDown(event: KeyboardEvent) {
  if (event.key !== 'z' || event.altKey || event.shiftKey || event.defaultPrevented || isTyping(event.target))
    return;
  if (!undoable) return;
  const { id, undo } = undoable;
  undoable = null;
  event.preventDefault();
  toast.dismiss(id);
  undo();
}

const phone = () => matchMedia('(width < 40rem)');

function subscribeToSize(listener: () => void) {
  const query = phone();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Shows toasts; on a phone at the top, because the controls are at the bottom. */
export function ToastRegion() {
  useEffect(() => showMessagesWith(showToast), []);
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const isPhone = useSyncExternalStore(subscribeToSize, () => phone().matches);
  return (
    <Toaster
      position={isPhone ? 'top-center' : 'bottom-right'}
      mobileOffset={{ top: '3.5rem' }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-start gap-2 rounded-md border border-line-strong bg-surface p-3 font-sans text-body text-ink shadow-popover sm:w-[356px]',
          content: 'min-w-0 break-text',
          icon: 'mt-0.5 shrink-0 [&_svg]:size-4',
          title: 'font-medium',
          description: 'text-muted',
          actionButton: 'ml-auto shrink-0 rounded-sm font-medium underline underline-offset-2',
          error: 'border-failed/50 [&_[data-icon]]:text-failed',
        },
      }}
    />
  );
}
