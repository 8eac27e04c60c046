'use client';

import { CircleCheck } from 'lucide-react';
import { RelativeTime } from '@/components/ui/relative-time';
import { useKeyUse } from './use-key-use';

export interface ConnectionStatusProps {
  id: string;
  name: string;
  /** When the key was last used before the page was opened; null for never. */
  usedBefore: string | null;
}

/** Shows whether the key has been used since the page was opened. Screen readers announce a change. */
export function ConnectionStatus({ id, name, usedBefore }: ConnectionStatusProps) {
  const { usedAt, isGone } = useKeyUse(id, usedBefore);
  const isConnected = usedAt !== null && usedAt !== usedBefore;
  return (
    <div role="status" className="flex min-h-8 items-center gap-2">
      {isGone ? (
        <span>This key was revoked or has expired.</span>
      ) : isConnected ? (
        <>
          <CircleCheck aria-hidden className="size-4 shrink-0 text-completed" />
          <span>
            <span className="font-medium">Connected.</span> {name} called <RelativeTime at={usedAt} />.
          </span>
        </>
      ) : (
        <>
          <span aria-hidden className="mx-1 size-2 shrink-0 animate-pulse-dot rounded-full bg-in-progress" />
          <span>
            Waiting for {usedBefore ? 'the next' : 'the first'} call from {name}…
          </span>
        </>
      )}
    </div>
  );
}
