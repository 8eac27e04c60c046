'use client';

import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { saveVisit, visitOf } from './recent-visits';

/** A page whose title is the one before it has no title that changes. */
const SETTLED_MS = 500;

/** Keeps the plans and tasks that are looked at, by the title of their page, which may come after the page itself. */
export function useRecordVisits(userId: string): void {
  const pathname = usePathname();
  useEffect(() => {
    const record = () => {
      const visit = location.pathname === pathname ? visitOf(pathname, document.title) : null;
      if (visit) saveVisit(userId, visit);
    };
    const timer = setTimeout(record, SETTLED_MS);
    const observer = new MutationObserver(record);
    observer.observe(document.head, { childList: true, characterData: true, subtree: true });
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [pathname, userId]);
}
