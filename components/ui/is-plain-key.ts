import { isTyping } from './is-typing';

/** Returns whether a key has no modifier and is for the page: no handler, field, menu or dialog took it. */
export function isPlainKey(event: KeyboardEvent): boolean {
  const { metaKey, ctrlKey, altKey, defaultPrevented, target } = event;
  return !metaKey && !ctrlKey && !altKey && !defaultPrevented && !isTyping(target);
}
