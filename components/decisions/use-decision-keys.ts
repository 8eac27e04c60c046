'use client';

import { useEffect, useEffectEvent } from 'react';
import { isTyping } from '@/components/ui/is-typing';

/** A key and what it does. */
export type DecisionKeys = Record<'a' | 'r' | 'j' | 'k' | 'x', () => void>;

/** Checkboxes and radio buttons take no letters. */
const takesLetters = (target: EventTarget | null) =>
  isTyping(target) && !(target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type));

/** Handles the keys of the page of approvals: a allows, r rejects, j and k move, x selects. */
export function useDecisionKeys(keys: DecisionKeys): void {
  const press = useEffectEvent((key: keyof DecisionKeys) => keys[key]());
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target, metaKey, ctrlKey, altKey, repeat, defaultPrevented } = event;
      if (metaKey || ctrlKey || altKey || defaultPrevented || takesLetters(target)) return;
      if (document.querySelector('dialog[open]')) return;
      if (key !== 'a' && key !== 'r' && key !== 'j' && key !== 'k' && key !== 'x') return;
      event.preventDefault();
      // A key that is held down must not decide the next request as well.
      if (!repeat || key === 'j' || key === 'k') press(key);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
