'use client';

import { ChevronRight, CircleAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { memo } from 'react';
import { ClockTime } from '@/components/ui/clock-time';
import { MeterBar } from '@/components/ui/meter-bar';
import { Skeleton } from '@/components/ui/skeleton';
import { classNames } from '@/lib/class-names';
import { ActorIcon } from './actor-icon';
import type { LoadLog } from './log-detail';
import type { LogSummary } from './log-summary';

const LogDetail = dynamic(() => import('./log-detail').then((module) => module.LogDetail), {
  loading: () => <Skeleton className="h-24" />,
});

export interface LogRowProps {
  row: LogSummary;
  /** True if the row arrived while the page was open. */
  isNew: boolean;
  isOpen: boolean;
  onToggle: (seq: number) => void;
  onLoad: LoadLog;
}

function Marks({ row }: { row: LogSummary }) {
  return (
    <span className="col-start-3 flex items-center gap-3 text-faint text-meta @min-[26rem]:col-start-4 @min-[26rem]:row-start-1 @min-[26rem]:justify-end @2xl:col-start-5 ">
      {row.outcome && <span className="whitespace-nowrap font-mono">{row.outcome}</span>}
      <span className="flex @min-[26rem]:w-15">
        {row.agent_confidence !== null && <MeterBar value={row.agent_confidence} label="Confidence" />}
      </span>
    </span>
  );
}

/** A log row as a line; a click shows its details. */
export const LogRow = memo(function LogRow({ row, isNew, isOpen, onToggle, onLoad }: LogRowProps) {
  const hasError = row.error_message !== null;
  return (
    <div className={classNames('border-line border-b', isNew && 'animate-arrive')}>
      <button
        type="button"
        aria-expanded={isOpen}
        data-row
        onClick={() => onToggle(row.seq)}
        className="group grid min-h-8 w-full grid-cols-[3.75rem_1rem_minmax(0,1fr)_auto] @min-[26rem]:grid-cols-[3.75rem_1rem_minmax(0,1fr)_auto_0.875rem] items-center gap-x-2 px-3 py-1.5 text-left -outline-offset-2 transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2 @2xl:grid-cols-[3.75rem_1rem_8.5rem_minmax(0,1fr)_auto_0.875rem]"
      >
        <ClockTime at={row.created_at} className="font-mono text-faint text-meta tabular-nums" />
        <ActorIcon type={row.actor_type} name={row.actor} />
        <span className="truncate font-mono text-meta">{row.action_type}</span>
        {row.description && (
          <span
            dir="auto"
            className="break-text col-start-3 row-start-2 line-clamp-2 @min-[26rem]:col-end-5 min-w-0 @2xl:col-start-4 @2xl:col-end-5 @2xl:row-start-1 @2xl:line-clamp-none @2xl:block @2xl:truncate"
          >
            {row.description}
          </span>
        )}
        <Marks row={row} />
        <ChevronRight
          aria-hidden
          className={classNames(
            'col-start-4 row-start-1 size-3.5 text-faint transition-transform duration-150 @min-[26rem]:col-start-5 @2xl:col-start-6',
            isOpen && 'rotate-90',
          )}
        />
        {hasError && (
          <span
            className={classNames(
              'col-start-3 flex min-w-0 items-start gap-1.5 text-failed text-meta @min-[26rem]:col-end-5 @2xl:col-start-4',
              row.description ? '@2xl:col-end-6' : '@2xl:col-end-5 @2xl:row-start-1',
            )}
          >
            <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
            <span dir="auto" className="break-text line-clamp-2 min-w-0">
              {row.error_message}
            </span>
          </span>
        )}
      </button>
      {isOpen && (
        <div className="border-line border-t border-dashed bg-surface px-3 py-3 @2xl:pl-[6.25rem]">
          <LogDetail seq={row.seq} onLoad={onLoad} />
        </div>
      )}
    </div>
  );
});
