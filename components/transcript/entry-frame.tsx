import type { ReactNode } from 'react';
import { Content } from '@/components/content/content';
import { classNames } from '@/lib/class-names';
import { lookOf } from './entry-look';
import { type EntryRow, errorOf, type TranscriptEntry } from './transcript-entry';

export interface EntryFrameProps {
  row: EntryRow;
  entry: TranscriptEntry;
  /** True for the row in the URL. */
  isStart?: boolean;
  meta: ReactNode;
  /** Whether the row has more figures than its time. */
  hasFigures: boolean;
  /** What the entry says. */
  children: ReactNode;
  /** What comes after its error. */
  below?: ReactNode;
}

/**
 * Where the figures of a row stand: at the right, and in a list that is too narrow for them below what comes first, so that
 * a long output does not separate them from it. A small change has only its time.
 */
const places = {
  quiet: {
    row: '',
    content: '@sm:*:first:pr-28',
    meta: 'hidden @sm:absolute @sm:top-1 @sm:right-3 @sm:flex',
  },
  time: {
    row: '@max-sm:gap-y-1',
    content:
      '@max-sm:contents @max-sm:*:col-start-2 @max-sm:*:first:pr-8 @max-sm:*:not-first:order-2 @sm:*:first:pr-28',
    meta: 'flex @max-sm:order-1 @max-sm:*:first:absolute @max-sm:*:first:top-3.5 @max-sm:*:first:right-1 pointer-coarse:@max-sm:*:first:top-1.5 @sm:absolute @sm:top-2.5 @sm:right-3',
  },
  figures: {
    row: '@max-2xl:gap-y-1',
    content:
      '@max-2xl:contents @max-2xl:*:col-start-2 @max-2xl:*:first:pr-8 @max-2xl:*:not-first:order-2 @2xl:*:first:pr-60',
    meta: 'flex @max-2xl:order-1 @max-2xl:*:first:absolute @max-2xl:*:first:top-3.5 @max-2xl:*:first:right-1 pointer-coarse:@max-2xl:*:first:top-1.5 @2xl:absolute @2xl:top-2.5 @2xl:right-3 @2xl:justify-end',
  },
};

/** Lays out a row of a transcript: its icon, what it says with its error, and its figures at the right or below. */
export function EntryFrame({
  row,
  entry,
  isStart = false,
  meta,
  hasFigures,
  children,
  below,
}: EntryFrameProps) {
  const error = errorOf(row, entry);
  const { icon: Icon, tone } = lookOf(row, entry);
  const isQuiet = entry.kind === 'event';
  const place = isQuiet ? 'quiet' : hasFigures ? 'figures' : 'time';
  return (
    <article
      className={classNames(
        'group/row relative grid grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-3 px-3',
        isQuiet ? 'py-1' : 'py-2.5',
        places[place].row,
        isStart && 'animate-arrive',
      )}
    >
      <span className={classNames('flex h-5 items-center', tone)}>
        <Icon aria-hidden className={isQuiet ? 'mx-0.5 size-3' : 'size-4'} />
      </span>
      <div className={classNames('grid min-w-0 gap-2', places[place].content)}>
        {children}
        {error !== null && (
          <div className="border-failed border-l-2 pl-2.5">
            <Content text={error} label={`Error of row ${row.seq}`} source="output" lines={12} />
          </div>
        )}
        {below}
      </div>
      <div
        className={classNames(
          'col-start-2 min-h-5 flex-wrap items-center gap-x-3 font-mono text-faint text-meta tabular-nums @max-2xl:gap-x-2 @max-2xl:font-sans',
          places[place].meta,
        )}
      >
        {meta}
      </div>
    </article>
  );
}
