'use client';

import { stripAnsi } from '@/lib/format/ansi';
import { formatCount } from '@/lib/format/words';
import { DiffRow } from './diff-row';
import { FoldButton } from './fold-button';
import { diffText, type LineDiffRow } from './line-diff';
import { useFold } from './use-fold';

const SHOWN_ROWS = 80;

function Row({ row }: { row: LineDiffRow }) {
  if (row.kind === 'fold') {
    return (
      <span className="block border-line border-y bg-surface px-2.5 text-faint">
        {`⋯ ${formatCount(row.count, 'unchanged line')}`}
      </span>
    );
  }
  return <DiffRow kind={row.kind} text={row.text} />;
}

export function LineDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const { isWhole, choose } = useFold('');
  const rows = diffText(stripAnsi(before), stripAnsi(after));
  const shown = isWhole ? rows : rows.slice(0, SHOWN_ROWS);
  return (
    <div className="overflow-hidden rounded-md border border-line bg-sunken">
      <section
        aria-label={`Changes of ${label || 'the value'}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
        tabIndex={0}
        className="max-h-96 overflow-auto py-1.5 font-mono text-meta -outline-offset-2 focus-visible:-outline-offset-2 print:max-h-none"
      >
        {shown.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change and have no other identity
          <Row key={index} row={row} />
        ))}
      </section>
      {rows.length > SHOWN_ROWS && (
        <FoldButton
          isWhole={isWhole}
          hidden={formatCount(rows.length - SHOWN_ROWS, 'line')}
          onChange={choose}
        />
      )}
    </div>
  );
}
