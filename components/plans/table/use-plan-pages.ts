'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { notifyFailure } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import { type ActionResult, settleAction } from '@/lib/action-result';
import type { PlanTablePage, PlanTablePlace, PlanTableRow } from '@/lib/dashboard/plan-table';
import { FIRST_ROWS, joinRows, placeAfter } from './plan-pages';

export type LoadPlanPage = (
  after: PlanTablePlace,
  limit: number,
) => Promise<ActionResult<{ page: PlanTablePage }>>;

const MORE_ROWS = 100;
/** The most rows that one call returns. */
const MAX_ROWS = 500;

/** Keeps the loaded rows and follows the server's first page; another key starts another view. */
export function usePlanPages(first: PlanTablePage, viewKey: string, onLoadPage: LoadPlanPage) {
  const fresh = { first, viewKey, rest: [] as PlanTableRow[], isEnd: first.rows.length < FIRST_ROWS };
  const [known, setKnown] = useState(fresh);
  const [hasFailed, setHasFailed] = useState(false);
  const { isPending: isLoading, run } = useAction();
  if (known.first !== first)
    setKnown(known.viewKey === viewKey && known.rest.length > 0 ? { ...known, first } : fresh);

  const rows = joinRows(first.rows, known.viewKey === viewKey ? known.rest : []);
  const loadMore = () => {
    const after = placeAfter(rows, first.as_of);
    if (!after) return;
    setHasFailed(false);
    run(() => onLoadPage(after, MORE_ROWS), {
      onSuccess: ({ page: { rows: more } }) =>
        setKnown((now) => {
          // The rest may have been reloaded meanwhile, and end elsewhere.
          const isNext = joinRows(now.first.rows, now.rest).at(-1)?.id === after.id;
          if (now.viewKey !== viewKey || !isNext) return now;
          return { ...now, rest: joinRows(now.rest, more), isEnd: more.length < MORE_ROWS };
        }),
      onFailure: (failure) => {
        setHasFailed(true);
        notifyFailure(failure);
      },
    });
  };

  // When the server refreshes the first page, later rows may have changed too.
  const reloadRest = useEffectEvent(async (isCurrent: () => boolean) => {
    // Extra rows leave room for new plans, which would otherwise push out the last rows.
    const wanted = known.rest.length + FIRST_ROWS;
    let renewed: PlanTableRow[] = [];
    let isEnd = known.rest.length === 0;
    while (!isEnd && renewed.length < wanted) {
      const after = placeAfter(renewed.length > 0 ? renewed : first.rows, first.as_of);
      const limit = Math.min(wanted - renewed.length, MAX_ROWS);
      const loaded = after && (await settleAction(() => onLoadPage(after, limit)));
      // The reload runs by itself, so a failure keeps what is shown.
      if (!loaded || loaded.error || !isCurrent()) return;
      renewed = joinRows(renewed, loaded.page.rows);
      isEnd = loaded.page.rows.length < limit;
    }
    if (renewed.length > 0 || known.rest.length > 0) setKnown((now) => ({ ...now, rest: renewed, isEnd }));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new first page is the trigger
  useEffect(() => {
    let isCurrent = true;
    reloadRest(() => isCurrent);
    return () => {
      isCurrent = false;
    };
  }, [first]);
  return { rows, isEnd: known.isEnd, isLoading, hasFailed, loadMore };
}
