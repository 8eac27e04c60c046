'use client';

import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';

export interface PopoverContentProps {
  label: string;
  trigger: ReactNode;
  children: ReactNode;
}

/** Shows the panel. It starts open, because it loads when a person opens it. */
export function PopoverContent({ label, trigger, children }: PopoverContentProps) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      {/* Rendered in the main element, so that the panel is in a landmark. */}
      <Popover.Portal container={document.getElementById('main')}>
        <Popover.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[var(--radix-popover-content-available-height)] w-72 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-md border border-line-strong bg-surface p-3 text-ink shadow-popover"
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
