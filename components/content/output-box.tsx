'use client';

import { CopyButton } from '@/components/ui/copy-button';
import { foldText } from '@/lib/format/fold';
import { formatCount, formatNumber } from '@/lib/format/words';
import { CodeText } from './code-text';
import { FoldButton } from './fold-button';
import { OutputText } from './output-text';
import { useFold } from './use-fold';

/** A browser takes seconds to lay out more. */
const MAX_SHOWN_CHARACTERS = 500_000;

export interface OutputBoxProps {
  text: string;
  label: string;
  /** The language of code; absent for program output. */
  language?: string;
  /** The lines that are shown at first. */
  lines?: number;
}

/** Shows untrusted text in a monospace box: wrapped, scrollable, and folded if it is long. */
export function OutputBox({ text, label, language, lines }: OutputBoxProps) {
  const printed = text.trimEnd();
  const fold = foldText(printed, lines);
  const { isWhole, choose } = useFold(printed.slice(fold.shown.length));
  const shown = isWhole ? printed.slice(0, MAX_SHOWN_CHARACTERS) : fold.shown;
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
        className="max-h-96 overflow-auto -outline-offset-2 focus-visible:-outline-offset-2 print:max-h-none"
      >
        <pre className="break-text whitespace-pre-wrap p-2.5 font-mono text-meta">
          {language ? <CodeText text={shown} language={language} /> : <OutputText text={shown} />}
        </pre>
        {isWhole && printed.length > MAX_SHOWN_CHARACTERS && (
          <p className="px-2.5 pb-2 text-meta text-muted">
            The first {formatNumber(MAX_SHOWN_CHARACTERS)} of {formatNumber(printed.length)} characters. Copy
            the text to read the rest.
          </p>
        )}
      </section>
      <div className="absolute top-1 right-1 rounded-md bg-sunken opacity-0 transition-opacity duration-150 focus-within:opacity-100 group-hover/box:opacity-100 pointer-coarse:opacity-100">
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
      {fold.hiddenCharacters > 0 && <FoldButton isWhole={isWhole} hidden={hidden} onChange={choose} />}
    </div>
  );
}
