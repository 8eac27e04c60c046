import { ArrowDown, ArrowUp } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/lib/class-names';
import { formatCount } from '@/lib/format/words';

export interface NewActionsProps {
  count: number;
  /** Whether they are at the end of the list, and so the button at the bottom of the window. */
  isAtEnd?: boolean;
  onShow: () => void;
}

/** A button over the list that shows the rows which arrived out of sight; it takes no space. */
export function NewActions({ count, isAtEnd = false, onShow }: NewActionsProps) {
  if (count === 0) return null;
  const Icon = isAtEnd ? ArrowDown : ArrowUp;
  return (
    <div
      className={classNames(
        'sticky z-10 flex h-0 justify-center',
        isAtEnd
          ? 'bottom-16 items-end md:bottom-4'
          : 'top-[calc(3.5rem+var(--tabs,0px))] items-start lg:top-[calc(0.5rem+var(--tabs,0px))]',
      )}
    >
      <Button
        size="sm"
        variant="solid"
        className={classNames('shadow-popover', isAtEnd ? 'mb-2' : 'mt-2')}
        onClick={onShow}
      >
        <Icon aria-hidden />
        {formatCount(count, 'new action')}
      </Button>
    </div>
  );
}
