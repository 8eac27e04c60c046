'use client';

import { ErrorPanel } from '@/components/ui/error-panel';
import { LastSight } from '@/components/ui/last-sight';

export default function DashboardError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <>
      <ErrorPanel error={error} what="This page" onRetry={retry} />
      <LastSight />
    </>
  );
}
