'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import { actorName } from '@/lib/format/actor-name';
import { formatCount, sentenceCase } from '@/lib/format/words';
import { affectsPage } from './affects-page';

/** Milliseconds between two announcements, so that a busy agent does not flood a screen reader. */
const ANNOUNCE_INTERVAL_MS = 5000;
const MAX_LENGTH = 160;

function sentenceOf(row: FeedRow, more: number): string {
  const step = row.step_number === null ? '' : `step ${row.step_number}: `;
  const what = (row.error_message ?? row.description).slice(0, MAX_LENGTH) || sentenceCase(row.action_type);
  return `${actorName(row.actor)}, ${step}${what}${more > 0 ? `, and ${formatCount(more, 'more action')}` : ''}`;
}

/** Announces recent log rows of the page to screen readers. */
export function LiveAnnouncer({ rows }: { rows: FeedRow[] }) {
  const pathname = usePathname();
  const [text, setText] = useState('');
  const state = useRef<{ pending: FeedRow[]; timer?: ReturnType<typeof setTimeout> }>({ pending: [] });

  useEffect(() => {
    const { current } = state;
    current.pending.push(...rows.filter((row) => affectsPage(pathname, row)));
    if (current.pending.length === 0) return;
    current.timer ??= setTimeout(() => {
      const last = current.pending.at(-1);
      if (last) setText(sentenceOf(last, current.pending.length - 1));
      current.pending = [];
      current.timer = undefined;
    }, ANNOUNCE_INTERVAL_MS);
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
