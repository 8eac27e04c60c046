import type { KeyboardEvent } from 'react';

/** j and k (or the arrows) go from one row's button to the next. */
export function useRowKeys() {
  return (event: KeyboardEvent<HTMLElement>) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const isButton = event.target instanceof HTMLElement && event.target.matches('[data-log-row]');
    if (step === undefined || !isButton || event.metaKey || event.ctrlKey || event.altKey) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-log-row]')];
    const index = rows.findIndex((row) => row === event.target);
    rows[index + step]?.focus();
    event.preventDefault();
  };
}
