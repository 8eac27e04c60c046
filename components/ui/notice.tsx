import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '@/lib/class-names';

export interface NoticeProps {
  tone: 'error' | 'info';
  title: string;
  children?: ReactNode;
}

/** Shows a message and what to do; screen readers announce it. */
export function Notice({ tone, title, children }: NoticeProps) {
  const isError = tone === 'error';
  const Icon = isError ? CircleAlert : Info;
  return (
    <div
      role={isError ? 'alert' : 'status'}
      className={classNames(
        'flex gap-2 rounded-md border px-3 py-2',
        isError ? 'border-failed/40 bg-removed-wash' : 'border-line-strong bg-surface',
      )}
    >
      <Icon
        aria-hidden
        className={classNames('mt-0.5 size-4 shrink-0', isError ? 'text-failed' : 'text-muted')}
      />
      <div className="min-w-0">
        <p className="break-text font-medium">{title}</p>
        {children && <div className="break-text text-muted">{children}</div>}
      </div>
    </div>
  );
}
