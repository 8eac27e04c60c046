'use client';

import { Search } from 'lucide-react';
import { useModKey } from '@/components/ui/mod-key';
import { classNames } from '@/lib/class-names';
import { useOpenPalette } from './command-center';

export interface SearchButtonProps {
  /** Shows only the icon. */
  isIconOnly?: boolean;
  className?: string;
}

export function SearchButton({ isIconOnly = false, className }: SearchButtonProps) {
  const open = useOpenPalette();
  const mod = useModKey();
  return (
    <button
      type="button"
      aria-keyshortcuts="Meta+K Control+K"
      aria-haspopup="dialog"
      onClick={open}
      className={classNames(
        'flex items-center rounded-md text-muted transition-colors duration-150 hover:bg-hover hover:text-ink',
        isIconOnly ? 'size-10 justify-center' : 'h-8 gap-2 border border-line bg-surface px-2',
        className,
      )}
    >
      <Search aria-hidden className={isIconOnly ? 'size-4' : 'size-3.5'} />
      <span className={isIconOnly ? 'sr-only' : 'flex-1 text-left'}>Search</span>
      {!isIconOnly && (
        <kbd aria-hidden className="font-mono text-faint text-meta">
          {mod}K
        </kbd>
      )}
    </button>
  );
}
