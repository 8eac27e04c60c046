'use client';

import { useSyncExternalStore } from 'react';

const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);
const subscribe = () => () => {};

/** The key that goes with a letter for a command: ⌘ on Apple's machines, Ctrl on others. */
export function useModKey(): string {
  return useSyncExternalStore(subscribe, isApple, () => false) ? '⌘' : 'Ctrl ';
}
