import { CopyButton } from '@/components/ui/copy-button';
import type { Snippet } from '@/lib/connect/snippets';

/** Shows text to copy, line by line. */
export function SnippetBox({ title, hint, text }: Snippet) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1.5">
        <span className="font-medium">{title}</span>
        <span className="block text-meta text-muted">{hint}</span>
      </figcaption>
      <div className="flex items-start rounded-md border border-line bg-sunken">
        <section
          aria-label={title}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
          tabIndex={0}
          className="max-h-96 min-w-0 flex-1 overflow-auto -outline-offset-2 focus-visible:-outline-offset-2"
        >
          <pre className="p-2.5 font-mono text-meta">{text}</pre>
        </section>
        <div className="p-1">
          <CopyButton text={text} label={`Copy: ${title}`} />
        </div>
      </div>
    </figure>
  );
}
