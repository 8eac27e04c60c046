'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { isTyping } from '@/components/ui/is-typing';
import { noKeys, pressKey } from './key-sequence';
import { pageOfLetter } from './shortcuts';

export interface ShellKeys {
  onSearch: () => void;
  onShortcuts: () => void;
  /** True while a requested dialog loads; keys are ignored until it opens. */
  isAsked: boolean;
}

/** Returns whether a key has no modifier and no field or dialog takes it. */
const isForPage = (event: KeyboardEvent) =>
  !event.metaKey &&
  !event.ctrlKey &&
  !event.altKey &&
  !event.repeat &&
  !event.isComposing &&
  !isTyping(event.target) &&
  !document.querySelector('dialog[open]');

/** Handles the keys that work on every page. */
export function useShellKeys({ onSearch, onShortcuts, isAsked }: ShellKeys): void {
  const router = useRouter();
  const sequence = useRef(noKeys);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return onSearch();
      }
      if (isAsked && !document.querySelector('dialog[open]')) return event.stopPropagation();
      if (!isForPage(event)) {
        sequence.current = noKeys;
        return;
      }
      const next = pressKey(sequence.current, event.key, event.timeStamp, pageOfLetter);
      sequence.current = next.sequence;
      if (!next.command) return;
      event.preventDefault();
      event.stopPropagation();
      if (next.command.kind === 'shortcuts') onShortcuts();
      else router.push(next.command.href);
    };
    // Runs before the keys of the page: the c of `g c` must not complete a step.
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [router, onSearch, onShortcuts, isAsked]);
}
