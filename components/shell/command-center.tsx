'use client';

import dynamic from 'next/dynamic';
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react';
import type { Theme } from '@/lib/themes';
import { useRecordVisits } from './use-record-visits';
import { useShellKeys } from './use-shell-keys';

// Both load when they are first opened.
const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  ssr: false,
});
const ShortcutList = dynamic(() => import('./shortcut-list').then((module) => module.ShortcutList), {
  ssr: false,
});

const OpenPalette = createContext(() => {});

/** Opens the command palette. */
export const useOpenPalette = () => use(OpenPalette);

export interface CommandCenterProps {
  userId: string;
  onChooseTheme: (theme: Theme) => Promise<void>;
  children: ReactNode;
}

/** Handles the keys of every page: the command palette, the list of shortcuts and the keys that go to pages. */
export function CommandCenter({ userId, onChooseTheme, children }: CommandCenterProps) {
  const [shown, setShown] = useState<'palette' | 'shortcuts' | null>(null);
  const openPalette = useCallback(() => {
    // Another open dialog takes precedence; the same keys close the palette.
    setShown((current) => {
      if (current === 'palette') return null;
      return document.querySelector('dialog[open]') ? current : 'palette';
    });
  }, []);
  const openShortcuts = useCallback(() => setShown('shortcuts'), []);
  const close = useCallback(() => setShown(null), []);
  const early = useRef('');
  const typeEarly = useCallback((key: string) => {
    early.current = key === 'Backspace' ? early.current.slice(0, -1) : early.current + key;
  }, []);
  const takeTyped = useCallback(() => {
    const typed = early.current;
    early.current = '';
    return typed;
  }, []);
  useShellKeys({
    onSearch: openPalette,
    onShortcuts: openShortcuts,
    isAsked: shown !== null,
    onEarlyKey: shown === 'palette' ? typeEarly : undefined,
  });
  useRecordVisits(userId);
  return (
    <OpenPalette value={openPalette}>
      {children}
      {shown === 'palette' && (
        <CommandPalette
          userId={userId}
          takeTyped={takeTyped}
          onClose={close}
          onChooseTheme={onChooseTheme}
          onShowShortcuts={openShortcuts}
        />
      )}
      {shown === 'shortcuts' && <ShortcutList onClose={close} />}
    </OpenPalette>
  );
}
