'use client';

import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from '@/lib/class-names';
import { Button, buttonClasses } from './button';

export interface PopoverContentProps {
  label: string;
  trigger: ReactNode;
  /** Whether a phone shows the panel as a sheet at the lower edge, within reach of the thumb. */
  isSheet?: boolean | undefined;
  /** Removes the choices of a sheet; absent if there are none. */
  onClear?: (() => void) | undefined;
  children: ReactNode;
}

/** Shows the panel. It starts open, because it loads when a person opens it. */
export function PopoverContent({ label, trigger, isSheet = false, onClear, children }: PopoverContentProps) {
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
          data-sheet={isSheet || undefined}
          className={classNames(
            'z-50 max-h-[var(--radix-popover-content-available-height)] w-72 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-md border border-line-strong bg-surface p-3 text-ink shadow-popover',
            isSheet &&
              'max-sm:max-h-[85dvh] max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none max-sm:px-4',
          )}
        >
          {isSheet && <p className="mb-3 font-semibold text-heading sm:hidden">{label}</p>}
          {children}
          {isSheet && (
            <div className="mt-4 grid auto-cols-fr grid-flow-col gap-2 pb-[env(safe-area-inset-bottom)] sm:hidden">
              {onClear && (
                <Button size="lg" onClick={onClear}>
                  Clear all
                </Button>
              )}
              <Popover.Close className={buttonClasses({ variant: 'solid', size: 'lg' })}>Done</Popover.Close>
            </div>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
