'use client';

import { RotateCw } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from './button';
import { Notice } from './notice';

/** Milliseconds before a page that failed on the server is requested again. */
const RETRY_AFTER_MS = 2000;

export interface ErrorPanelProps {
  error: Error & { digest?: string };
  /** The subject of the message, as in "The plans". */
  what: string;
  onRetry: () => void;
}

/** Shows the failure of a page within the frame: what happened and what to do. */
export function ErrorPanel({ error, what, onRetry }: ErrorPanelProps) {
  useEffect(() => console.error(error), [error]);
  useEffect(() => {
    // An error in browser code has no digest, and an automatic retry would fail at once.
    if (!error.digest) return;
    const timer = setTimeout(onRetry, RETRY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [error, onRetry]);
  return (
    <div className="mx-auto grid w-full max-w-xl justify-items-start gap-3 py-16">
      <Notice tone="error" title={`${what} could not be loaded.`}>
        Nothing was changed.{' '}
        {error.digest
          ? `The page retries automatically. If this message stays, search the server log for ${error.digest}.`
          : 'Try again. If this message stays, reload the page.'}
      </Notice>
      <Button onClick={onRetry}>
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  );
}
