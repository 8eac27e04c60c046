import { ChevronDown, ChevronsUp, ChevronUp, Equal } from 'lucide-react';
import { classNames } from '@/lib/class-names';
import { sentenceCase } from '@/lib/format/words';

const icons = { LOW: ChevronDown, MEDIUM: Equal, HIGH: ChevronUp, URGENT: ChevronsUp };

const isKnown = (priority: string): priority is keyof typeof icons => priority in icons;

export interface PriorityMarkProps {
  priority: string;
  isIconOnly?: boolean;
  className?: string | undefined;
}

/** Shows a priority by an icon and a word. Colour is for states, so priorities have none. */
export function PriorityMark({ priority, isIconOnly = false, className }: PriorityMarkProps) {
  const Icon = isKnown(priority) ? icons[priority] : Equal;
  return (
    <span className={classNames('inline-flex min-w-0 items-center gap-1.5', className)}>
      <Icon aria-hidden strokeWidth={2.25} className="size-3.5 shrink-0" />
      <span className={isIconOnly ? 'sr-only' : 'truncate'}>{sentenceCase(priority.toLowerCase())}</span>
    </span>
  );
}
