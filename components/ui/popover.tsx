'use client';

import { type ComponentProps, lazy, type ReactNode, Suspense, useState } from 'react';
import { Button, type ButtonProps } from './button';
import type { PopoverContentProps } from './popover-content';

export interface PopoverProps extends ButtonProps, Pick<PopoverContentProps, 'isSheet' | 'onClear'> {
  /** The name of the panel. */
  label: string;
  panel: ReactNode;
}

const load = () => import('./popover-content');
const PopoverContent = lazy(() => load().then((module) => ({ default: module.PopoverContent })));

/** Opens a panel of controls with a button. The code of the panel loads on first hover or focus. */
export function Popover({ label, panel, isSheet, onClear, ...button }: PopoverProps) {
  const [isWanted, setIsWanted] = useState(false);
  const waiting: ComponentProps<typeof Button> = {
    ...button,
    'aria-haspopup': 'dialog',
    'aria-expanded': isWanted,
    onPointerEnter: load,
    onFocus: load,
    onClick: () => setIsWanted(true),
  };
  if (!isWanted) return <Button {...waiting} />;
  return (
    <Suspense fallback={<Button {...waiting} />}>
      <PopoverContent label={label} isSheet={isSheet} onClear={onClear} trigger={<Button {...button} />}>
        {panel}
      </PopoverContent>
    </Suspense>
  );
}
