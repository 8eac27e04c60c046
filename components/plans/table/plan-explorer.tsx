'use client';

import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { Button } from '@/components/ui/button';
import type { PlanFacets, PlanTablePage } from '@/lib/dashboard/plan-table';
import { NoMatchingPlans } from './no-matching-plans';
import { PlanFilters } from './plan-filters';
import { PlanList } from './plan-list';
import { PlanLookMenu } from './plan-look-menu';
import type { MovePlans } from './use-bulk-moves';
import { type LoadPlanPage, usePlanPages } from './use-plan-pages';

export interface PlanExplorerProps {
  /** The first rows; when the page refreshes, the list follows them. */
  first: PlanTablePage;
  facets: PlanFacets;
  /** Identifies the filters and the order; loaded rows belong to one key. */
  viewKey: string;
  onLoadPage: LoadPlanPage;
  onMove: MovePlans;
  /** Other controls of the bar. */
  children: ReactNode;
}

/** Shows the plans as a table with filters and counts, and loads more rows on scrolling. */
export function PlanExplorer({ first, facets, viewKey, onLoadPage, onMove, children }: PlanExplorerProps) {
  const { rows, isEnd, isLoading, hasFailed, loadMore } = usePlanPages(first, viewKey, onLoadPage);
  return (
    <>
      <PlanFilters facets={facets}>
        {children}
        <PlanLookMenu />
      </PlanFilters>
      {rows.length === 0 ? (
        <NoMatchingPlans />
      ) : (
        <PlanList key={viewKey} plans={rows} total={facets.total} onMove={onMove} />
      )}
      {!isEnd && (
        <ShowMore
          key={`more ${viewKey}`}
          known={rows.length}
          isLoading={isLoading}
          hasFailed={hasFailed}
          onMore={loadMore}
        />
      )}
    </>
  );
}

interface ShowMoreProps {
  /** The number of rows that are shown. */
  known: number;
  isLoading: boolean;
  hasFailed: boolean;
  onMore: () => void;
}

/** Loads more rows when it comes near the window; after a failure, a press retries. */
function ShowMore({ known, isLoading, hasFailed, onMore }: ShowMoreProps) {
  const element = useRef<HTMLDivElement>(null);
  const onNear = useEffectEvent(() => {
    if (!isLoading && !hasFailed) onMore();
  });
  // The element may still be near when rows have arrived and the action has not ended yet.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is observed again after more rows and after an action
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) onNear();
      },
      { rootMargin: '600px' },
    );
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [known, isLoading]);
  return (
    <div ref={element} className="p-2 text-center">
      <Button variant="ghost" size="sm" isBusy={isLoading} onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}
