/** Returns whether a focused field, menu or dialog takes the keys, not the page. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, dialog[open], [role=dialog], [role=menu], [role=listbox]') !==
        null)
  );
}
