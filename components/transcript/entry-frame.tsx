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
  /** The figures at the right. */
  meta: ReactNode;
  /** What the entry says. */
  children: ReactNode;
  /** What comes after its error. */
  below?: ReactNode;
}

/** Lays out a row of a transcript: its icon, what it says with its error, and its figures at the right. */
export function EntryFrame({ row, entry, isStart = false, meta, children, below }: EntryFrameProps) {
  const error = errorOf(row, entry);
  const { icon: Icon, tone } = lookOf(row, entry);
  const isQuiet = entry.kind === 'event';
  return (
    <article
      className={classNames(
        'group/row relative grid grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-3 px-3',
        isQuiet ? 'py-1' : 'py-2.5',
        isStart && 'animate-arrive',
      )}
    >
      <span className={classNames('flex h-5 items-center', tone)}>
        <Icon aria-hidden className={isQuiet ? 'mx-0.5 size-3' : 'size-4'} />
      </span>
      <div className="grid min-w-0 gap-2 @sm:[&>*:first-child]:pr-32 @2xl:[&>*:first-child]:pr-56">
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
          'col-start-2 min-h-5 flex-wrap items-center gap-x-3 font-mono text-faint text-meta tabular-nums',
          '@sm:absolute @sm:right-3 @sm:flex @sm:justify-end',
          isQuiet ? 'hidden @sm:top-1' : 'flex @sm:top-2.5',
        )}
      >
        {meta}
      </div>
    </article>
  );
}
