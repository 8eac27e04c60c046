'use client';

import type { LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

const itemClasses =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 text-body outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover pointer-coarse:min-h-10 [&_svg]:size-3.5 [&_svg]:text-muted';

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
}

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-80 min-w-44 max-w-80 overflow-y-auto rounded-md border border-line-strong bg-surface p-1 text-ink shadow-popover"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface MenuItemProps {
  icon?: LucideIcon;
  children: ReactNode;
  onSelect: () => void;
  shortcut?: string;
}

export function MenuItem({ icon: Icon, children, onSelect, shortcut }: MenuItemProps) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={itemClasses}>
      {Icon && <Icon aria-hidden />}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut && <kbd className="font-mono text-faint text-meta">{shortcut}</kbd>}
    </DropdownMenu.Item>
  );
}

export interface MenuCheckItemProps {
  children: ReactNode;
  isChecked: boolean;
  onToggle: () => void;
}

/** Stays open, so that several can be chosen. */
export function MenuCheckItem({ children, isChecked, onToggle }: MenuCheckItemProps) {
  return (
    <DropdownMenu.CheckboxItem
      checked={isChecked}
      onCheckedChange={onToggle}
      onSelect={(event) => event.preventDefault()}
      className={itemClasses}
    >
      <span
        aria-hidden
        className="grid size-3.5 shrink-0 place-items-center rounded-[3px] border border-control text-[10px] leading-none [[data-state=checked]_&]:border-solid [[data-state=checked]_&]:bg-solid [[data-state=checked]_&]:text-on-solid"
      >
        <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
