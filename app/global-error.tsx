'use client';

import './globals.css';
import { ErrorPanel } from '@/components/ui/error-panel';

/** Shown only if the frame fails; the pages within it have their own error page. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <html lang="en">
      <body className="px-4 font-sans">
        <title>Error · Agent Execution</title>
        <ErrorPanel error={error} what="The page" onRetry={retry} />
      </body>
    </html>
  );
}
