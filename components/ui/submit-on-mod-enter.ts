import type { KeyboardEvent } from 'react';

/** Submits the form of a field on Ctrl+Enter or ⌘+Enter. */
export function submitOnModEnter(event: KeyboardEvent<HTMLTextAreaElement | HTMLInputElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

/** Submits on Ctrl+Enter or ⌘+Enter only: in a table of inputs, Enter alone must not submit. */
export function submitOnlyOnModEnter(event: KeyboardEvent<HTMLInputElement>): void {
  submitOnModEnter(event);
  if (event.key === 'Enter') event.preventDefault();
}
