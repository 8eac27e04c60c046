'use client';

import { useCallback, useState } from 'react';

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
  // After a retry that failed as well, that of the first failure.
  const shown = main?.querySelector('[data-last-sight]') ?? main;
  if (!shown || shown.querySelector('.animate-skeleton')) return null;
  const copy = document.createDocumentFragment();
  copy.append(...[...shown.childNodes].map((node) => node.cloneNode(true)));
  return copy;
}
