'use client';

import { type ComponentProps, lazy, Suspense, useState } from 'react';
import { Button, type ButtonProps } from './button';
import type { MenuEntry } from './menu-entry';

export interface MenuProps extends ButtonProps {
  entries: MenuEntry[];
  align?: 'start' | 'end';
}

const load = () => import('./menu-content');
const MenuContent = lazy(() => load().then((module) => ({ default: module.MenuContent })));

/** A button that opens a menu; the menu's code loads on first hover or focus. */
export function Menu({ entries, align = 'end', ...button }: MenuProps) {
  const [isWanted, setIsWanted] = useState(false);
  const want = () => setIsWanted(true);
  const waiting: ComponentProps<typeof Button> = {
    ...button,
    'aria-haspopup': 'menu',
    'aria-expanded': isWanted,
    onPointerEnter: load,
    onFocus: load,
    onClick: want,
    onKeyDown: (event) => {
      if (event.key === 'ArrowDown') want();
    },
  };
  if (!isWanted) return <Button {...waiting} />;
  return (
    <Suspense fallback={<Button {...waiting} />}>
      <MenuContent entries={entries} align={align} trigger={<Button {...button} />} />
    </Suspense>
  );
}
