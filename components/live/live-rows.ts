/** Announces new log rows to other components of a page, also while the tab is hidden. */

const listeners = new Set<() => void>();

export function signalLiveRows(): void {
  for (const listener of listeners) listener();
}

export function onLiveRows(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
