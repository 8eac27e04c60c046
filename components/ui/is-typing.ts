/** Whether keys pressed there belong to the field, menu or dialog that has the focus, and not to the page. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, dialog[open], [role=dialog], [role=menu], [role=listbox]') !==
        null)
  );
}
