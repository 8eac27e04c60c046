/** Returns whether an element that holds a page shows the skeleton of the page's `loading.tsx`. */
export function isLoading(holder: Element | null): boolean {
  return holder?.querySelector(':scope > [role="status"][aria-label^="Loading"]') != null;
}
