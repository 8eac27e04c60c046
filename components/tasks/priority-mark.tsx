import { ChevronDown, ChevronsUp, ChevronUp, Equal } from 'lucide-react';
import { sentenceCase } from '@/lib/format/words';

const icons = { LOW: ChevronDown, MEDIUM: Equal, HIGH: ChevronUp, URGENT: ChevronsUp };

const isKnown = (priority: string): priority is keyof typeof icons => priority in icons;

/** Shows a priority by an icon and a word. Colour is for states, so priorities have none. */
export function PriorityMark({ priority }: { priority: string }) {
  const Icon = isKnown(priority) ? icons[priority] : Equal;
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Icon aria-hidden strokeWidth={2.25} className="size-3.5 shrink-0" />
      <span className="truncate">{sentenceCase(priority.toLowerCase())}</span>
    </span>
  );
}
