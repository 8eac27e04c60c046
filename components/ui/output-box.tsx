'use client';

import { useState } from 'react';
import { foldText } from '@/lib/format/fold';
import { formatCount, formatNumber } from '@/lib/format/words';
import { CopyButton } from './copy-button';
import { OutputText } from './output-text';

export interface OutputBoxProps {
  text: string;
  label: string;
}

/** Shows untrusted text in a monospace box: wrapped, scrollable, and folded if it is long. */
export function OutputBox({ text, label }: OutputBoxProps) {
  const [isWhole, setIsWhole] = useState(false);
  const printed = text.trimEnd();
  const fold = foldText(printed);
  const hidden =
    fold.hiddenLines > 1
      ? formatCount(fold.hiddenLines, 'line')
      : `${formatNumber(fold.hiddenCharacters)} characters`;
  return (
    <div className="group/box relative min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
        tabIndex={0}
        className="max-h-96 overflow-auto -outline-offset-2 focus-visible:-outline-offset-2"
      >
        <pre className="break-text whitespace-pre-wrap p-2.5 font-mono text-meta">
          <OutputText text={isWhole ? printed : fold.shown} />
        </pre>
      </section>
      <div className="absolute top-1 right-1 rounded-md bg-sunken opacity-0 transition-opacity duration-150 focus-within:opacity-100 group-hover/box:opacity-100 pointer-coarse:opacity-100">
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
      {fold.hiddenCharacters > 0 && (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => setIsWhole(!isWhole)}
          className="w-full border-line border-t bg-surface px-2.5 py-1.5 text-left font-medium text-meta text-muted -outline-offset-2 hover:bg-hover hover:text-ink focus-visible:-outline-offset-2"
        >
          {isWhole ? 'Show less' : `Show all (${hidden} more)`}
        </button>
      )}
    </div>
  );
}
