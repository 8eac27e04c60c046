import { ChevronRight } from 'lucide-react';
import { classNames } from '@/lib/class-names';

/** Shows whether what follows is open. */
export function OpenChevron({ isOpen, className = 'text-faint' }: { isOpen: boolean; className?: string }) {
  return (
    <ChevronRight
      aria-hidden
      className={classNames(
        'size-3.5 shrink-0 transition-transform duration-150',
        className,
        isOpen && 'rotate-90',
      )}
    />
  );
}
