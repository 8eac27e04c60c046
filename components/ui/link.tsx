'use client';

import NextLink from 'next/link';
import { useRouter } from 'next/navigation';
import type { ComponentProps } from 'react';

export interface LinkProps extends Omit<ComponentProps<typeof NextLink>, 'href'> {
  href: string;
}

/**
 * A link whose page is fetched ahead when the pointer or the focus comes to it. Next would fetch every link in sight, and all of
 * them again each time the page is refreshed, which live pages are with every action of an agent.
 */
export function Link({ href, prefetch, onPointerEnter, onFocus, ...props }: LinkProps) {
  const router = useRouter();
  const fetchAhead = () => prefetch !== false && router.prefetch(href);
  return (
    <NextLink
      href={href}
      prefetch={false}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        fetchAhead();
      }}
      onFocus={(event) => {
        onFocus?.(event);
        fetchAhead();
      }}
      {...props}
    />
  );
}
