import { classNames } from '@/lib/class-names';

export interface ProgressBarProps {
  value: number;
  max: number;
  label: string;
  /** A background class for the status. */
  tone?: string;
  className?: string;
}

export function ProgressBar({ value, max, label, tone = 'bg-ink', className }: ProgressBarProps) {
  const percent = max > 0 ? Math.min(100, (value / max) * 100) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      className={classNames('h-1.5 overflow-hidden rounded-full bg-line', className)}
    >
      <div
        className={classNames('h-full rounded-full transition-[width] duration-180', tone)}
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
