'use client';

import dynamic from 'next/dynamic';

/** Where messages arrive about what happens off-screen; none can before the page is alive, so it is fetched then. */
export const Toaster = dynamic(() => import('./toast-region').then((module) => module.ToastRegion), {
  ssr: false,
});
