'use client';

import { classNames } from '@/lib/class-names';
import { useLiveStatus } from './live-status';

const words = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting' };

/** Whether the page follows what agents do. */
export function LiveSign({ className }: { className?: string }) {
  const status = useLiveStatus();
  return (
    <span
      className={classNames('flex items-center gap-1.5 text-meta text-muted', className)}
      title={
        status === 'live'
          ? 'This page follows what agents do.'
          : 'What is shown may be out of date; nothing is lost.'
      }
    >
      <span
        aria-hidden
        className={classNames(
          'size-1.5 rounded-full',
          status === 'live' ? 'bg-completed' : 'animate-pulse-dot bg-blocked',
        )}
      />
      {words[status]}
    </span>
  );
}
