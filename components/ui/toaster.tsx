'use client';

import dynamic from 'next/dynamic';

/** Shows toasts; it loads after the page, since no toast appears before. */
export const Toaster = dynamic(() => import('./toast-region').then((module) => module.ToastRegion), {
  ssr: false,
});
