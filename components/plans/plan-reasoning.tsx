'use client';

import { useState } from 'react';
import { classNames } from '@/lib/class-names';

/** Longer than this does not fit two lines even of the widest pane. */
const TWO_LINES = 110;

/** Why the plan is as it is: two lines, opening into all of it. */
export function PlanReasoning({ text }: { text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const isLong = text.length > TWO_LINES || text.includes('\n');
  return (
    <section aria-label="Reasoning" className="border-line border-b px-3 py-2.5">
      <p
        dir="auto"
        className={classNames(
          'break-text whitespace-pre-line text-muted',
          isOpen ? 'max-h-96 overflow-y-auto' : 'line-clamp-2',
        )}
      >
        {text}
      </p>
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="mt-1 rounded-sm font-medium text-faint text-meta hover:text-ink"
        >
          {isOpen ? 'Show less' : 'Show all reasoning'}
        </button>
      )}
    </section>
  );
}
