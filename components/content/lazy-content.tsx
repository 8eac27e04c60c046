'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';

/** `Content` for places that a person opens, so that its code does not load with the page. */
export const LazyContent = dynamic(() => import('./content').then((module) => module.Content), {
  loading: () => <Skeleton className="h-5" />,
});
