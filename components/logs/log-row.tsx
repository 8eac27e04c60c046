'use client';

import { CircleAlert, CircleX } from 'lucide-react';
import dynamic from 'next/dynamic';
import { memo, type ReactNode } from 'react';
import { ClockTime } from '@/components/ui/clock-time';
import { MeterBar } from '@/components/ui/meter-bar';
import { OpenChevron } from '@/components/ui/open-chevron';
import { Skeleton } from '@/components/ui/skeleton';
import { classNames } from '@/lib/class-names';
import { actorName } from '@/lib/format/actor-name';
import { ActorIcon } from './actor-icon';
import type { LoadLog } from './log-detail';
import type { LogRepeats } from './log-pages';
import { LogPlaceLink, repeatedLook } from './log-place';
import { subjectOf } from './log-subject';
import type { LogSummary } from './log-summary';

const LogDetail = dynamic(() => import('./log-detail').then((module) => module.LogDetail), {
  loading: () => <Skeleton className="h-24" />,
});

export interface LogRowProps extends LogRepeats {
  row: LogSummary;
  /** True if the row arrived while the page was open. */
  isNew: boolean;
  isOpen: boolean;
  /** The names of the plan's steps by number; absent for rows of many plans. */
  stepNames?: Record<number, string>;
  onToggle: (seq: number) => void;
  onLoad: LoadLog;
}

/** The columns: time, actor, plan or step, action, text, marks. Narrow lists put the texts below the action. */
const columns = 'grid-cols-[3.75rem_1rem_minmax(0,1fr)_auto_0.875rem]';
const planColumns =
  '@2xl:grid-cols-[3.75rem_1rem_11rem_7rem_minmax(0,1fr)_auto_0.875rem] @5xl:grid-cols-[3.75rem_8rem_15rem_9rem_minmax(0,1fr)_auto_0.875rem]';
const stepColumns =
  '@2xl:grid-cols-[3.75rem_1rem_1.5rem_8rem_minmax(0,1fr)_auto_0.875rem] @4xl:grid-cols-[3.75rem_8rem_1.5rem_8.5rem_minmax(0,1fr)_auto_0.875rem]';

const FAILED_EXIT = /^exit (?!0$)/;

function Marks({ row: { outcome, agent_confidence } }: { row: LogSummary }) {
  const isFailed = outcome !== null && FAILED_EXIT.test(outcome);
  return (
    <span className="col-start-4 row-start-1 flex h-5 items-center justify-end gap-3 text-faint text-meta leading-5 @2xl:col-start-6">
      {outcome && (
        <span
          className={classNames(
            'items-center gap-1 whitespace-nowrap font-mono',
            isFailed ? 'inline-flex font-medium text-failed' : 'hidden @min-[26rem]:inline-flex',
          )}
        >
          {isFailed && <CircleX aria-hidden className="size-3" />}
          {outcome}
        </span>
      )}
      <span className="flex empty:hidden @min-[26rem]:w-15 @4xl:empty:flex">
        {agent_confidence !== null && <MeterBar value={agent_confidence} label="Confidence" />}
      </span>
    </span>
  );
}

/** Shows the step in a column of its own; a narrow list shows it beside the action. */
function Step({ number, name }: { number: number | null; name?: string }) {
  return (
    <span
      title={name}
      className="hidden text-right text-meta text-muted leading-5 tabular-nums @2xl:col-start-3 @2xl:row-start-1 @2xl:block"
    >
      {number !== null && (
        <>
          <span className="sr-only">step </span>
          {number}
        </>
      )}
    </span>
  );
}

/** Shows what was done, and its error. A narrow list has them and the place in two lines. */
function Texts({ row: { description, error_message }, place }: { row: LogSummary; place: ReactNode }) {
  const isBelow = error_message !== null || place !== null;
  return (
    <>
      {description && (
        <span
          dir="auto"
          className={classNames(
            'break-text col-start-3 col-end-6 row-start-2 min-w-0 @2xl:col-start-5 @2xl:col-end-6 @2xl:row-start-1 @2xl:line-clamp-none @2xl:block @2xl:truncate',
            isBelow ? 'line-clamp-1' : 'line-clamp-2',
          )}
        >
          {description}
        </span>
      )}
      {isBelow && (
        <span className="col-start-3 col-end-6 row-start-3 flex min-w-0 justify-between gap-3 @2xl:contents">
          {error_message !== null && (
            <span
              className={classNames(
                'flex min-w-0 items-start gap-1.5 text-failed text-meta @2xl:col-start-5',
                description
                  ? '@2xl:col-end-7 @2xl:row-start-2'
                  : '@2xl:col-end-6 @2xl:row-start-1 @2xl:pt-0.5',
              )}
            >
              <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
              <span dir="auto" className="break-text line-clamp-1 min-w-0 @2xl:line-clamp-2">
                {error_message}
              </span>
            </span>
          )}
          {place}
        </span>
      )}
    </>
  );
}

/** Shows a log row as a line; a click shows its details. */
export const LogRow = memo(function LogRow({ row, isNew, isOpen, stepNames, ...rest }: LogRowProps) {
  const { onToggle, onLoad, isActorRepeated, isPlaceRepeated } = rest;
  const isOfPlan = stepNames !== undefined;
  return (
    <div className={classNames('group/row relative border-line border-b', isNew && 'animate-arrive')}>
      <button
        type="button"
        aria-expanded={isOpen}
        data-row
        onClick={() => onToggle(row.seq)}
        className={classNames(
          'group grid min-h-8 w-full items-start gap-x-2 px-3 py-1.5 text-left pointer-coarse:min-h-10 -outline-offset-2 transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2',
          columns,
          isOfPlan ? stepColumns : planColumns,
        )}
      >
        <ClockTime at={row.occurred_at} className="font-mono text-faint text-meta leading-5 tabular-nums" />
        <span
          className={classNames('flex h-5 min-w-0 items-center gap-1.5', isActorRepeated && repeatedLook)}
        >
          <ActorIcon type={row.actor_type} name={row.actor} />
          <span
            aria-hidden
            className={classNames(
              'hidden truncate text-meta text-muted',
              isOfPlan ? '@4xl:block' : '@5xl:block',
            )}
          >
            {actorName(row.actor)}
          </span>
        </span>
        <span className="col-start-3 row-start-1 flex min-w-0 items-baseline gap-2 text-meta leading-5 @2xl:col-start-4">
          <span className="truncate font-mono">{row.action_type}</span>
          {row.step_number !== null && (
            <span className="shrink-0 text-faint tabular-nums @2xl:hidden">step {row.step_number}</span>
          )}
        </span>
        <Texts
          row={row}
          place={
            isOfPlan || isPlaceRepeated ? null : (
              <span dir="auto" className="min-w-0 truncate text-meta text-muted @2xl:hidden">
                {subjectOf(row)}
              </span>
            )
          }
        />
        {isOfPlan && <Step number={row.step_number} name={stepNames[row.step_number ?? 0]} />}
        <Marks row={row} />
        <OpenChevron
          isOpen={isOpen}
          className="col-start-5 row-start-1 mt-0.75 text-faint @2xl:col-start-7"
        />
      </button>
      {!isOfPlan && (
        <LogPlaceLink
          row={row}
          isPlaceRepeated={isPlaceRepeated}
          className="absolute top-2 left-[6.5rem] hidden w-42 @2xl:flex @5xl:left-[13.5rem] @5xl:w-57"
        />
      )}
      {isOpen && (
        <div className="border-line border-t border-dashed bg-surface px-3 py-3 @2xl:pl-[6.25rem]">
          <LogDetail seq={row.seq} onLoad={onLoad} />
        </div>
      )}
    </div>
  );
});
