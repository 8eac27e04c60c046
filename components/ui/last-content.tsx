'use client';

import { useCallback, useState } from 'react';
import { isLoading } from './is-loading';

/** The copy for the URL that failed last; a retry may show a skeleton before it fails too. */
let lastCopy: { path: string; content: DocumentFragment } | undefined;

/**
 * Shows a copy of the page's last content after it failed. The copy is taken in the first render, while the content is
 * still in the document. It is empty if the page showed only a skeleton.
 */
export function LastContent() {
  const [copy] = useState(copyPage);
  const fill = useCallback(
    (element: HTMLElement | null) => {
      if (copy) element?.replaceChildren(copy.cloneNode(true));
    },
    [copy],
  );
  return <div ref={fill} inert data-last-content className="opacity-60" />;
}

function copyPage(): DocumentFragment | null {
  const main = globalThis.document?.getElementById('main');
  if (!main) return null;
  const path = globalThis.location.pathname;
  // After a failed retry, keeps the copy of the first failure.
  const shown = main.querySelector('[data-last-content]') ?? main;
  if (isLoading(shown)) return lastCopy?.path === path ? lastCopy.content : null;
  const content = document.createDocumentFragment();
  content.append(...[...shown.childNodes].map((node) => node.cloneNode(true)));
  lastCopy = { path, content };
  return content;
}
