'use client';

import { ErrorPanel } from '@/components/ui/error-panel';
import { LastContent } from '@/components/ui/last-content';

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
      <LastContent />
    </>
  );
}
