'use client';

import { RotateCw } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from './button';
import { Notice } from './notice';

export interface ErrorPanelProps {
  error: Error & { digest?: string };
  /** What could not be shown, as in "The plans". */
  what: string;
  onRetry: () => void;
}

/** A page's failure, within the chrome: what happened, what is safe, what to do. */
export function ErrorPanel({ error, what, onRetry }: ErrorPanelProps) {
  useEffect(() => console.error(error), [error]);
  return (
    <div className="mx-auto grid w-full max-w-xl justify-items-start gap-3 py-16">
      <Notice tone="error" title={`${what} could not be loaded.`}>
        Nothing was changed. Try again; if it stays, look at the server log
        {error.digest ? ` for ${error.digest}` : ''}.
      </Notice>
      <Button onClick={onRetry}>
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  );
}
