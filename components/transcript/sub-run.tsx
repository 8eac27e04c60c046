'use client';

import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Link } from '@/components/ui/link';
import { OpenChevron } from '@/components/ui/open-chevron';
import { Skeleton } from '@/components/ui/skeleton';
import { useOpenRows } from '@/components/ui/use-open-rows';
import type { StepNames } from './move-sentence';
import { type TranscriptEntry, toEntry } from './transcript-entry';
import { TranscriptRow } from './transcript-row';
import { type LoadSubRun, type LoadWholeRow, useTranscript } from './use-transcript';

export interface SubRunProps {
  entry: Extract<TranscriptEntry, { kind: 'sub_plan' }>;
  isOpen: boolean;
  onToggle: () => void;
  /** The newest row to show; null without an end. */
  until: number | null;
  onLoadSubRun: LoadSubRun;
  onLoadRow: LoadWholeRow;
}

/** Shows the run of a subagent inside the transcript of its plan. It loads when it is opened. */
export function SubRun({ entry, isOpen, onToggle, ...loads }: SubRunProps) {
  return (
    <>
      <div className="flex min-w-0 items-center gap-3">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="flex min-w-0 items-center gap-1 rounded-sm text-left font-medium pointer-coarse:-my-2.5 pointer-coarse:min-h-10"
        >
          <span dir="auto" className="break-text min-w-0">
            Subagent: {entry.title}
          </span>
          <OpenChevron isOpen={isOpen} />
        </button>
        <Link
          href={`/plans/${entry.planId}`}
          className="shrink-0 rounded-sm text-meta text-muted hover:text-ink hover:underline"
        >
          Open its plan
        </Link>
      </div>
      {isOpen && <SubRows planId={entry.planId} {...loads} />}
    </>
  );
}

interface SubRowsProps {
  planId: string;
  until: number | null;
  onLoadSubRun: LoadSubRun;
  onLoadRow: LoadWholeRow;
}

/** The steps of the subagent's plan are its own. */
const NO_NAMES: StepNames = {};
const FROM_BEGINNING = { place: { after: 0 } };

function SubRows({ planId, until, onLoadSubRun, onLoadRow }: SubRowsProps) {
  const run = useTranscript(JSON.stringify([planId, until]), FROM_BEGINNING, 0, (place) =>
    onLoadSubRun(planId, place),
  );
  const { open, toggle } = useOpenRows();
  if (run.isPending) return <Skeleton className="h-24" />;
  return (
    <div className="-ml-1 border-line border-l">
      {run.error && <FailureNotice failure={run.error} />}
      <ol aria-label="Transcript of the subagent">
        {run.rows.map((row) => {
          const entry = toEntry(row, NO_NAMES);
          const isOpen = open.has(row.seq);
          return (
            <li key={row.seq}>
              <TranscriptRow
                row={row}
                entry={entry}
                isStart={false}
                isOpen={isOpen}
                usage={undefined}
                stepNames={NO_NAMES}
                onToggle={toggle}
                onLoadRow={onLoadRow}
                body={
                  entry.kind === 'sub_plan' ? (
                    <SubRun
                      entry={entry}
                      isOpen={isOpen}
                      onToggle={() => toggle(row.seq)}
                      until={until}
                      onLoadSubRun={onLoadSubRun}
                      onLoadRow={onLoadRow}
                    />
                  ) : undefined
                }
              />
            </li>
          );
        })}
      </ol>
      {run.hasNextPage && (
        <Button variant="ghost" size="sm" isBusy={run.isFetchingNextPage} onClick={() => run.fetchNextPage()}>
          Show more actions
        </Button>
      )}
    </div>
  );
}
