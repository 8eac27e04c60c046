'use client';

import { useState } from 'react';
import { classNames } from '@/lib/class-names';
import { stripAnsi } from '@/lib/format/ansi';
import { formatCount } from '@/lib/format/words';
import { FoldButton } from './fold-button';
import { diffText, type LineDiffRow } from './line-diff';

const SHOWN_ROWS = 80;
const signs = { same: ' ', added: '+', removed: '−' };
const classes = {
  same: 'text-muted',
  added: 'bg-added-wash',
  removed: 'bg-removed-wash',
};
const signClasses = { same: '', added: 'text-completed', removed: 'text-failed' };

function Row({ row }: { row: LineDiffRow }) {
  if (row.kind === 'fold') {
    return (
      <span className="block border-line border-y bg-surface px-2.5 text-faint">
        {`⋯ ${formatCount(row.count, 'unchanged line')}`}
      </span>
    );
  }
  return (
    <span className={classNames('flex gap-2 px-2.5', classes[row.kind])}>
      <span className={classNames('w-2 shrink-0 select-none font-semibold', signClasses[row.kind])}>
        {signs[row.kind]}
      </span>
      <span className="break-text min-w-0 min-h-4 whitespace-pre-wrap">{row.text}</span>
    </span>
  );
}

export function LineDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const rows = diffText(stripAnsi(before), stripAnsi(after));
  const shown = isWhole ? rows : rows.slice(0, SHOWN_ROWS);
  return (
    <div className="overflow-hidden rounded-md border border-line bg-sunken">
      <section
        aria-label={`Changes of ${label || 'the value'}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
        tabIndex={0}
        className="max-h-96 overflow-auto py-1.5 font-mono text-meta -outline-offset-2 focus-visible:-outline-offset-2"
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
          onChange={setIsWhole}
        />
      )}
    </div>
  );
}
