'use client';

import { classNames } from '@/lib/class-names';
import { useLiveStatus } from './live-status';

const words = {
  connecting: { label: 'Connecting', title: 'The page may be out of date; nothing is lost.' },
  reconnecting: { label: 'Reconnecting', title: 'The page may be out of date; nothing is lost.' },
  behind: { label: 'Retrying', title: 'The last change is not shown yet. What you typed stays.' },
  live: { label: 'Live', title: 'This page follows what agents do.' },
};

/** Shows whether the page follows what agents do. */
export function LiveSign({ className }: { className?: string }) {
  const status = useLiveStatus();
  const line = classNames('flex items-center gap-1.5 text-meta text-muted', className);
  if (status === 'outdated')
    return (
      <button
        type="button"
        className={classNames(line, 'hover:text-ink')}
        title="The server was updated. Finish what you are typing, then reload."
        onClick={() => window.location.reload()}
      >
        <Dot isLive={false} />
        Reload to update
      </button>
    );
  const { label, title } = words[status];
  return (
    <span className={line} title={title}>
      <Dot isLive={status === 'live'} />
      {label}
    </span>
  );
}

function Dot({ isLive }: { isLive: boolean }) {
  return (
    <span
      aria-hidden
      className={classNames(
        'size-1.5 rounded-full',
        isLive ? 'bg-completed' : 'animate-pulse-dot bg-blocked',
      )}
    />
  );
}
