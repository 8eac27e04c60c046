'use client';

import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { MenuEntry } from './menu-entry';

export interface MenuContentProps {
  entries: MenuEntry[];
  align: 'start' | 'end';
  trigger: ReactNode;
}

const itemClasses =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 text-body outline-none data-[highlighted]:bg-hover pointer-coarse:min-h-10 [&>svg]:size-3.5 [&>svg]:text-muted';

/** The open menu; it starts open, because it loads when a person opens it. */
export function MenuContent({ entries, align, trigger }: MenuContentProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      {/* Rendered in the main element, so that the menu is in a landmark. */}
      <DropdownMenu.Portal container={document.getElementById('main')}>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 max-w-80 overflow-y-auto rounded-md border border-line-strong bg-surface p-1 text-ink shadow-popover"
        >
          {entries.map((entry) =>
            entry.isChecked === undefined ? (
              <Item key={entry.key} entry={entry} />
            ) : (
              <CheckItem key={entry.key} entry={entry} isChecked={entry.isChecked} />
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ entry: { icon: Icon, label, shortcut, onSelect } }: { entry: MenuEntry }) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={itemClasses}>
      {Icon && <Icon aria-hidden />}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {shortcut && <kbd className="font-mono text-faint text-meta">{shortcut}</kbd>}
    </DropdownMenu.Item>
  );
}

function CheckItem({ entry: { label, onSelect }, isChecked }: { entry: MenuEntry; isChecked: boolean }) {
  return (
    <DropdownMenu.CheckboxItem
      checked={isChecked}
      onCheckedChange={onSelect}
      onSelect={(event) => event.preventDefault()}
      className={itemClasses}
    >
      <span
        aria-hidden
        className="grid size-3.5 shrink-0 place-items-center rounded-[3px] border border-control text-[10px] leading-none [[data-state=checked]_&]:border-solid [[data-state=checked]_&]:bg-solid [[data-state=checked]_&]:text-on-solid"
      >
        <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
    </DropdownMenu.CheckboxItem>
  );
}
