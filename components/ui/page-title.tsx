'use client';

import { ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '@/lib/class-names';

/** The heading of a page: two lines at first, and all of them on request. */
export function PageTitle({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isCut, setIsCut] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const element = heading.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setIsCut(element.scrollHeight > element.clientHeight + 1));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div className="flex min-w-0 items-end gap-1">
      <h1
        ref={heading}
        dir="auto"
        className={classNames(
          'break-text min-w-0 font-semibold text-title print:line-clamp-none',
          !isOpen && 'line-clamp-2',
        )}
      >
        {text}
      </h1>
      {(isCut || isOpen) && (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label="Whole title"
          title={isOpen ? 'Shorten the title' : 'Show the whole title'}
          onClick={() => setIsOpen(!isOpen)}
          className="-my-1.5 flex size-10 shrink-0 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink lg:size-8 print:hidden"
        >
          <ChevronDown aria-hidden className={classNames('size-4', isOpen && 'rotate-180')} />
        </button>
      )}
    </div>
  );
}
