'use client';

import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { LazyContent } from '@/components/content/lazy-content';
import { Button } from '@/components/ui/button';
import { classNames } from '@/lib/class-names';
import { plainText } from '@/lib/format/plain-text';

/** A longer text does not fit two lines of the widest pane. */
const TWO_LINES = 110;

/** Shows two lines of the reasoning, and all of it on request. */
export function PlanReasoning({ text, onEdit }: { text: string; onEdit?: () => void }) {
  const [isOpen, setIsOpen] = useState(false);
  const isLong = text.length > TWO_LINES || text.includes('\n');
  if (text === '' && !onEdit) return null;
  return (
    <section aria-label="Reasoning" className="group relative border-line border-b px-3 py-2.5">
      <div className={classNames('text-muted', onEdit && 'pr-8')}>
        {isOpen ? (
          <div className="max-h-96 overflow-y-auto print:max-h-none">
            <LazyContent text={text} label="Reasoning" />
          </div>
        ) : (
          <p dir="auto" className="break-text line-clamp-2 whitespace-pre-line print:line-clamp-none">
            {plainText(text) || <span className="text-faint">No reasoning given.</span>}
          </p>
        )}
      </div>
      {onEdit && (
        <Button
          variant="ghost"
          size="icon"
          aria-label="Edit reasoning"
          title="Edit reasoning"
          className="absolute top-1.5 right-1.5 print:hidden"
          onClick={onEdit}
        >
          <Pencil aria-hidden />
        </Button>
      )}
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="mt-1 rounded-sm font-medium text-faint text-meta hover:text-ink pointer-coarse:min-h-10 print:hidden"
        >
          {isOpen ? 'Show less' : 'Show all reasoning'}
        </button>
      )}
    </section>
  );
}
