'use client';

import NextLink from 'next/link';
import { useRouter } from 'next/navigation';
import type { ComponentProps } from 'react';

export interface LinkProps extends Omit<ComponentProps<typeof NextLink>, 'href'> {
  href: string;
}

/**
 * A link that prefetches its page on hover and focus. Next would prefetch every visible link, and again after each
 * refresh, which follows every action of an agent.
 */
export function Link({ href, prefetch, onPointerEnter, onFocus, ...props }: LinkProps) {
  const router = useRouter();
  const prefetchPage = () => prefetch !== false && router.prefetch(href);
  return (
    <NextLink
      href={href}
      prefetch={false}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        prefetchPage();
      }}
      onFocus={(event) => {
        onFocus?.(event);
        prefetchPage();
      }}
      {...props}
    />
  );
}
