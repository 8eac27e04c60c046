import type { HeldStatus } from '@/components/leases/lease-state';
import { classNames } from '@/lib/class-names';
import { sentenceCase } from '@/lib/format/words';
import { statusLooks } from './status-looks';

export interface StatusLabelProps {
  status: HeldStatus;
  /** Only screen readers get the word. */
  isIconOnly?: boolean;
  className?: string;
}

/** Shows a status as icon, word and colour. */
export function StatusLabel({ status, isIconOnly = false, className }: StatusLabelProps) {
  const { icon: Icon, text } = statusLooks[status];
  const word = sentenceCase(status);
  return (
    <span
      title={isIconOnly ? word : undefined}
      className={classNames(
        'inline-flex items-center gap-1.5 align-middle whitespace-nowrap',
        text,
        className,
      )}
    >
      <Icon
        aria-hidden
        strokeWidth={2.25}
        className={classNames(
          'size-3.5 shrink-0',
          status === 'in_progress' && '[&>circle:last-child]:animate-pulse-dot',
        )}
      />
      <span className={isIconOnly ? 'sr-only' : 'font-medium'}>{word}</span>
    </span>
  );
}
