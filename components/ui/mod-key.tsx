'use client';

import { useSyncExternalStore } from 'react';

const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);
const subscribe = () => () => {};

/** Returns the modifier key of commands: ⌘ on Apple devices, Ctrl on others. */
export function useModKey(): string {
  return useSyncExternalStore(subscribe, isApple, () => false) ? '⌘' : 'Ctrl ';
}
