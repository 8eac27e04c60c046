'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { Toaster, toast } from 'sonner';
import { type Message, showMessagesWith } from './notify';

function showToast({ kind, text, hint, undo }: Message) {
  const options = { description: hint, action: undo && { label: 'Undo', onClick: undo } };
  if (kind === 'error') toast.error(text, options);
  else toast.success(text, options);
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
