'use client';

import { ScrollText } from 'lucide-react';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { notifyError } from '@/components/ui/notify';
import type { LoadLog } from './log-detail';
import { LogGroupView } from './log-group-view';
import { groupLogsByStep, mergeLogPages, refreshLogPages } from './log-pages';
import type { LogPage } from './log-summary';

export type LoadLogPage = (
  cursor: string,
) => Promise<{ page: LogPage } | { error: { message: string; hint: string } }>;

export interface LogTimelineProps {
  /** The newest rows; when the page is rendered anew, what has come since is put on top. */
  newest: LogPage;
  /** What the steps are called, by number. */
  stepNames: Record<number, string>;
  onLoadPage: LoadLogPage;
  onLoadLog: LoadLog;
}

/** The rows known so far, following the server's newest page as it changes. */
function useLogPages(newest: LogPage, onLoadPage: LoadLogPage) {
  const [seen, setSeen] = useState(newest);
  const [pages, setPages] = useState(newest);
  const [firstSeq] = useState(newest.rows[0]?.seq ?? 0);
  const [isLoading, startTransition] = useTransition();
  if (seen !== newest) {
    setSeen(newest);
    setPages(refreshLogPages(pages, newest));
  }
  const loadOlder = (cursor: string) =>
    startTransition(async () => {
      const answer = await onLoadPage(cursor).catch(() => ({
        error: { message: 'Older rows could not be loaded.', hint: 'Try again in a moment.' },
      }));
      if ('error' in answer) notifyError(answer.error.message, answer.error.hint);
      else setPages((known) => mergeLogPages(known, answer.page));
    });
  return { pages, firstSeq, isLoading, loadOlder };
}

/** Every action, newest first, grouped by the step it belongs to. */
export function LogTimeline({ newest, stepNames, onLoadPage, onLoadLog }: LogTimelineProps) {
  const { pages, firstSeq, isLoading, loadOlder } = useLogPages(newest, onLoadPage);
  const cursor = pages.next_cursor;
  if (pages.rows.length === 0) {
    return (
      <EmptyState icon={ScrollText} title="Nothing logged yet">
        Every action of an agent or a person appears here, with what it changed.
      </EmptyState>
    );
  }
  return (
    <div>
      {groupLogsByStep(pages.rows).map((group) => (
        <LogGroupView
          key={group.key}
          group={group}
          title={group.step_number === null ? 'Plan' : (stepNames[group.step_number] ?? '')}
          firstSeq={firstSeq}
          onLoadLog={onLoadLog}
        />
      ))}
      <div className="border-line border-t p-2 text-center">
        {cursor === null ? (
          <p className="py-1 text-faint text-meta">Beginning of the log</p>
        ) : (
          <Button variant="ghost" size="sm" isBusy={isLoading} onClick={() => loadOlder(cursor)}>
            Load older actions
          </Button>
        )}
      </div>
    </div>
  );
}
