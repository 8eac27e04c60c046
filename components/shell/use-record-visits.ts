'use client';

import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { saveVisit, visitOf } from './recent-visits';

/** Navigation to a page with the same title does not change the title. */
const SETTLED_MS = 500;

/** Records visited plans and tasks by their page title, which may arrive after the page. */
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
