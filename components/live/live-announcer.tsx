'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import { formatCount, sentenceCase } from '@/lib/format/words';
import { concerns } from './concerns';

/** Milliseconds between two announcements, so that a busy agent does not talk a screen reader down. */
const PAUSE = 5000;
const LONGEST = 160;

function sentenceOf(row: FeedRow, more: number): string {
  const step = row.step_number === null ? '' : `step ${row.step_number}: `;
  const what = (row.error_message ?? row.description).slice(0, LONGEST) || sentenceCase(row.action_type);
  return `${row.actor}, ${step}${what}${more > 0 ? `, and ${formatCount(more, 'more action')}` : ''}`;
}

/** Tells screen readers, politely and now and then, what has just happened on the page. */
export function LiveAnnouncer({ rows }: { rows: FeedRow[] }) {
  const pathname = usePathname();
  const [text, setText] = useState('');
  const state = useRef<{ untold: FeedRow[]; timer?: ReturnType<typeof setTimeout> }>({ untold: [] });

  useEffect(() => {
    const { current } = state;
    current.untold.push(...rows.filter((row) => concerns(pathname, row)));
    if (current.untold.length === 0) return;
    current.timer ??= setTimeout(() => {
      const last = current.untold.at(-1);
      if (last) setText(sentenceOf(last, current.untold.length - 1));
      current.untold = [];
      current.timer = undefined;
    }, PAUSE);
  }, [rows, pathname]);

  useEffect(() => {
    const { current } = state;
    return () => clearTimeout(current.timer);
  }, []);

  return (
    <p role="status" aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
