'use client';

import { useEffect, useEffectEvent, useState, useTransition } from 'react';
import { notifyError } from '@/components/ui/notify';
import type { PlanTablePage, PlanTablePlace, PlanTableRow } from '@/lib/agent-execution/plan-table';
import { FIRST_ROWS, joinRows, placeAfter } from './plan-pages';

export type LoadPlanPage = (
  after: PlanTablePlace,
  limit: number,
) => Promise<{ page: PlanTablePage } | { error: { message: string; hint: string } }>;

const MORE_ROWS = 100;
/** As many as one call gives. */
const MOST_ROWS = 500;

const unanswered = {
  error: { message: 'More plans could not be loaded.', hint: 'Try again in a moment.' },
};

/** The rows known so far, following the server's first page as it changes; with another key, those of another view. */
export function usePlanPages(first: PlanTablePage, viewKey: string, onLoadPage: LoadPlanPage) {
  const fresh = { first, viewKey, rest: [] as PlanTableRow[], isEnd: first.rows.length < FIRST_ROWS };
  const [known, setKnown] = useState(fresh);
  const [isLoading, startTransition] = useTransition();
  if (known.first !== first)
    setKnown(known.viewKey === viewKey && known.rest.length > 0 ? { ...known, first } : fresh);

  const rows = joinRows(first.rows, known.viewKey === viewKey ? known.rest : []);
  const loadMore = () =>
    startTransition(async () => {
      const after = placeAfter(rows, first.as_of);
      if (!after) return;
      const answer = await onLoadPage(after, MORE_ROWS).catch(() => unanswered);
      if ('error' in answer) return notifyError(answer.error.message, answer.error.hint);
      const more = answer.page.rows;
      setKnown((now) =>
        now.viewKey === viewKey
          ? { ...now, rest: joinRows(now.rest, more), isEnd: more.length < MORE_ROWS }
          : now,
      );
    });

  // The server renders the first page anew when something happens; what follows it may have changed as well.
  const reloadRest = useEffectEvent(async (isCurrent: () => boolean) => {
    // With room for those that came meanwhile, else they would push the last ones out.
    const wanted = known.rest.length + FIRST_ROWS;
    let renewed: PlanTableRow[] = [];
    let isEnd = known.rest.length === 0;
    while (!isEnd && renewed.length < wanted) {
      const after = placeAfter(renewed.length > 0 ? renewed : first.rows, first.as_of);
      const limit = Math.min(wanted - renewed.length, MOST_ROWS);
      const answer = after && (await onLoadPage(after, limit).catch(() => unanswered));
      // What is shown stays when it cannot be renewed: nobody asked for it.
      if (!answer || 'error' in answer || !isCurrent()) return;
      renewed = joinRows(renewed, answer.page.rows);
      isEnd = answer.page.rows.length < limit;
    }
    if (renewed.length > 0 || known.rest.length > 0) setKnown((now) => ({ ...now, rest: renewed, isEnd }));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a first page that came anew is what it waits for.
  useEffect(() => {
    let isCurrent = true;
    reloadRest(() => isCurrent);
    return () => {
      isCurrent = false;
    };
  }, [first]);
  return { rows, isEnd: known.isEnd, isLoading, loadMore };
}
