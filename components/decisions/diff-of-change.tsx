'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';

/** Shows a change of a file by lines. Its code loads only with a decision that has a change. */
export const DiffOfChange = dynamic(
  () => import('@/components/content/line-diff-view').then((module) => module.LineDiff),
  { loading: () => <Skeleton className="h-24" /> },
);
