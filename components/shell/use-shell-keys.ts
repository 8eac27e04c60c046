'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { isPlainKey } from '@/components/ui/is-plain-key';
import { readPageCommands } from '@/components/ui/page-commands';
import { noKeys, pressKey } from './key-sequence';
import { moveInPage } from './move-in-page';
import { pageOfLetter } from './shortcuts';

export interface ShellKeys {
  onSearch: () => void;
  onShortcuts: () => void;
  /** True while a requested dialog loads; no key reaches the page until it opens. */
  isAsked: boolean;
  /** Takes a letter or Backspace that is typed while the palette loads. */
  onEarlyKey?: (key: string) => void;
}

/** Returns whether a key has no modifier and nothing else takes it. */
const isForPage = (event: KeyboardEvent, allowsRepeat = false) =>
  isPlainKey(event) &&
  (allowsRepeat || !event.repeat) &&
  !event.isComposing &&
  !document.querySelector('dialog[open]');

/** Handles the keys that work on every page. */
export function useShellKeys({ onSearch, onShortcuts, isAsked, onEarlyKey }: ShellKeys): void {
  const router = useRouter();
  const sequence = useRef(noKeys);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return onSearch();
      }
      if (isAsked && !document.querySelector('dialog[open]')) {
        event.stopPropagation();
        if (!onEarlyKey || !isLetter(event)) return;
        event.preventDefault();
        return onEarlyKey(event.key);
      }
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
  }, [router, onSearch, onShortcuts, isAsked, onEarlyKey]);
  usePageKeys();
}

/** Returns whether a key types a letter or deletes one. */
const isLetter = ({ key, metaKey, ctrlKey, altKey, isComposing }: KeyboardEvent) =>
  !metaKey && !ctrlKey && !altKey && !isComposing && (key.length === 1 || key === 'Backspace');

/** Moves through the rows of the page, and runs its commands by letter, unless the page itself handles the key. */
function usePageKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, repeat } = event;
      if (!isForPage(event, true)) return;
      const command = repeat ? undefined : readPageCommands().find(({ letter }) => letter === key);
      if (command) command.run();
      else if (!moveInPage(key)) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
