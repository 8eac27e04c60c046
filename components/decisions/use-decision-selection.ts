'use client';

import { useSearchParams } from 'next/navigation';
import { useState } from 'react';

/** The address that opens a decision. */
export const decisionHref = (id: string) => `/approvals?decision=${encodeURIComponent(id)}`;

/**
 * Holds which decision is shown. The address names it once a person has opened one; on a phone it then takes the place of the list. Without
 * it, a wide page shows the first one, and a phone does if it is the only one. The selection stays when its decision leaves the list or
 * another one arrives, so that nothing moves under the finger.
 */
export function useDecisionSelection(ids: string[]) {
  const asked = useSearchParams().get('decision');
  const [unasked, setUnasked] = useState(ids[0] ?? null);
  const [isAlone, setIsAlone] = useState(ids.length === 1);
  // An empty list has no selection; the first that arrives becomes it.
  if (ids.length === 0 && unasked !== null) setUnasked(null);
  if (ids[0] !== undefined && unasked === null) {
    setUnasked(ids[0]);
    setIsAlone(ids.length === 1);
  }
  const selected = asked ?? unasked;

  const select = (id: string | null) => {
    setUnasked(id ?? ids[0] ?? null);
    setIsAlone(false);
    const address = id === null ? '/approvals' : decisionHref(id);
    window.history[asked === null ? 'pushState' : 'replaceState'](null, '', address);
  };
  const neighbour = (step: 1 | -1) =>
    ids[Math.min(Math.max(ids.indexOf(selected ?? '') + step, 0), ids.length - 1)];
  const move = (step: 1 | -1) => {
    const next = neighbour(step);
    if (next !== undefined) select(next);
    return next;
  };
  /** Selects what follows, if the selected decision is among those that were decided. */
  const advance = (decided: string[]) => {
    if (selected === null || !decided.includes(selected)) return null;
    const at = ids.indexOf(selected);
    const left = (id: string) => !decided.includes(id);
    const next = ids.slice(at).find(left) ?? ids.slice(0, at).findLast(left) ?? null;
    if (asked === null) setUnasked(next);
    else select(next);
    return next;
  };
  return { selected, isOpen: asked !== null || isAlone, select, move, advance };
}
