import type { KeyboardEvent } from 'react';

/** Makes j, k and the arrows move the focus between elements with data-row. */
export function useRowKeys() {
  return (event: KeyboardEvent<HTMLElement>) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const { target, currentTarget } = event;
    if (step === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    if (!(target instanceof HTMLElement && target.matches('[data-row]'))) return;
    const rows = [...currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
    rows[rows.indexOf(target) + step]?.focus();
    event.preventDefault();
  };
}
