import { classNames } from '@/lib/class-names';

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-skeleton rounded-md bg-line', className)} />;
}
