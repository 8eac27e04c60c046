import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { notifyFailure } from '@/components/ui/notify';
import type { Snippet } from '@/lib/connect/snippets';
import { KEY_PLACEHOLDER } from '@/lib/connectors/connector';

export interface SnippetBoxProps extends Snippet {
  /** Creates the key that the text lacks. */
  keyAction?: ReactNode;
}

const warnOfPlaceholder = () =>
  notifyFailure({
    message: 'Copied without a key.',
    hint: `Replace ${KEY_PLACEHOLDER}, or create a key on this page and copy again.`,
  });

/** Shows text to copy, line by line. A text without its key says so, and again when it is copied. */
export function SnippetBox({ title, hint, text, keyAction }: SnippetBoxProps) {
  const isIncomplete = text.includes(KEY_PLACEHOLDER);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1.5">
        <span className="font-medium">{title}</span>
        <span className="block text-meta text-muted">{hint}</span>
      </figcaption>
      <div className="rounded-md border border-line bg-sunken">
        <div className="flex items-start">
          <section
            aria-label={title}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
            tabIndex={0}
            className="max-h-96 min-w-0 flex-1 overflow-auto -outline-offset-2 focus-visible:-outline-offset-2"
          >
            <pre className="p-2.5 font-mono text-meta">{isIncomplete ? <Marked text={text} /> : text}</pre>
          </section>
          <div className="p-1">
            <CopyButton
              text={text}
              label={`Copy: ${title}`}
              onCopied={isIncomplete ? warnOfPlaceholder : undefined}
            />
          </div>
        </div>
        {isIncomplete && keyAction && (
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-line border-t px-2.5 py-1.5 text-muted">
            <p>It does not work yet: it needs a key.</p>
            {keyAction}
          </div>
        )}
      </div>
    </figure>
  );
}

/** Marks each placeholder. */
function Marked({ text }: { text: string }) {
  return text.split(KEY_PLACEHOLDER).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no other identity
    <span key={index}>
      {index > 0 && <mark className="rounded-sm bg-blocked/20 text-ink">{KEY_PLACEHOLDER}</mark>}
      {piece}
    </span>
  ));
}
