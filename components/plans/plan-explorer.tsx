'use client';

import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { Button } from '@/components/ui/button';
import type { PlanFacets, PlanTablePage } from '@/lib/agent-execution/plan-table';
import { formatCount } from '@/lib/format/words';
import { NoMatchingPlans } from './no-matching-plans';
import { PlanFilters } from './plan-filters';
import { PlanList } from './plan-list';
import { PlanLookMenu } from './plan-look-menu';
import { PlanOrderSelect } from './plan-order-select';
import type { MovePlans } from './use-bulk-moves';
import { type LoadPlanPage, usePlanPages } from './use-plan-pages';

export interface PlanExplorerProps {
  /** The first rows; when the page is rendered anew, they are followed. */
  first: PlanTablePage;
  facets: PlanFacets;
  /** The same for the same filters and order: what is loaded belongs to it. */
  viewKey: string;
  onLoadPage: LoadPlanPage;
  onMove: MovePlans;
  /** What else stands in the bar. */
  children: ReactNode;
}

/** The plans as a table: filters with counts, any order, more on scrolling. */
export function PlanExplorer({ first, facets, viewKey, onLoadPage, onMove, children }: PlanExplorerProps) {
  const { rows, isEnd, isLoading, loadMore } = usePlanPages(first, viewKey, onLoadPage);
  return (
    <>
      <PlanFilters facets={facets}>
        <div className="ml-auto flex items-center gap-2">
          <span className="text-meta text-muted tabular-nums">{formatCount(facets.total, 'plan')}</span>
          <PlanOrderSelect />
          {children}
          <PlanLookMenu />
        </div>
      </PlanFilters>
      {rows.length === 0 ? (
        <NoMatchingPlans />
      ) : (
        <PlanList key={viewKey} plans={rows} total={facets.total} onMove={onMove} />
      )}
      {!isEnd && <ShowMore known={rows.length} isLoading={isLoading} onMore={loadMore} />}
    </>
  );
}

/** Asks for more as soon as it comes near; a press does the same where that failed. */
function ShowMore({ known, isLoading, onMore }: { known: number; isLoading: boolean; onMore: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  const onNear = useEffectEvent(() => {
    if (!isLoading) onMore();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: with more rows known it is looked at anew.
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) onNear();
      },
      { rootMargin: '600px' },
    );
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [known]);
  return (
    <div ref={element} className="p-2 text-center">
      <Button variant="ghost" size="sm" isBusy={isLoading} onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}
