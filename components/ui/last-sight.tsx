'use client';

import { useCallback, useState } from 'react';

/** Of the address that failed last: a retry may show a skeleton before it fails as well. */
let lastCopy: { path: string; sight: DocumentFragment } | undefined;

/**
 * What was on screen when its page failed, as a copy to read. It is taken while this is first rendered, when what failed is still
 * in the document. Empty where there was nothing yet but a skeleton.
 */
export function LastSight() {
  const [copy] = useState(copyPage);
  const fill = useCallback(
    (element: HTMLElement | null) => {
      if (copy) element?.replaceChildren(copy.cloneNode(true));
    },
    [copy],
  );
  return <div ref={fill} inert data-last-sight className="opacity-60" />;
}

function copyPage(): DocumentFragment | null {
  const main = globalThis.document?.getElementById('main');
  if (!main) return null;
  const path = globalThis.location.pathname;
  // After a retry that failed as well, that of the first failure.
  const shown = main.querySelector('[data-last-sight]') ?? main;
  if (shown.querySelector('.animate-skeleton')) return lastCopy?.path === path ? lastCopy.sight : null;
  const sight = document.createDocumentFragment();
  sight.append(...[...shown.childNodes].map((node) => node.cloneNode(true)));
  lastCopy = { path, sight };
  return sight;
}
