'use client';

import { useEffect } from 'react';
import { Toaster, toast } from 'sonner';
import { type Message, showMessagesWith } from './notify';

function showToast({ kind, text, hint, undo }: Message) {
  const options = { description: hint, action: undo && { label: 'Undo', onClick: undo } };
  if (kind === 'error') toast.error(text, options);
  else toast.success(text, options);
}

/** Where messages arrive about what happens off-screen. */
export function ToastRegion() {
  useEffect(() => showMessagesWith(showToast), []);
  return (
    <Toaster
      position="bottom-right"
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
