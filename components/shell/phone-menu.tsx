'use client';

import { Menu } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

/** A menu below the header that works without scripts and closes on navigation. */
export function PhoneMenu({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  return (
    <details key={pathname} className="group">
      <summary className="my-1 mr-3 ml-auto grid size-10 list-none place-items-center rounded-md text-muted group-open:bg-hover group-open:text-ink [&::-webkit-details-marker]:hidden">
        <Menu aria-hidden className="size-4" />
        <span className="sr-only">Menu</span>
      </summary>
      <div className="grid gap-3 border-line border-t p-3">{children}</div>
    </details>
  );
}
