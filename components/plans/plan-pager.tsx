import { ArrowRight, ArrowUpToLine } from 'lucide-react';
import Link from 'next/link';
import { buttonClasses } from '@/components/ui/button';
import { type PlanListFilters, planListHref } from './plan-search-params';

export interface PlanPagerProps {
  filters: PlanListFilters;
  nextCursor: string | null;
}

/** On to older plans, and back to the newest. */
export function PlanPager({ filters, nextCursor }: PlanPagerProps) {
  if (!filters.cursor && !nextCursor) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex justify-between">
      {filters.cursor ? (
        <Link
          href={planListHref('/plans', { ...filters, cursor: null })}
          className={buttonClasses({ variant: 'ghost' })}
        >
          <ArrowUpToLine aria-hidden />
          Newest
        </Link>
      ) : (
        <span />
      )}
      {nextCursor && (
        <Link href={planListHref('/plans', { ...filters, cursor: nextCursor })} className={buttonClasses()}>
          Older plans
          <ArrowRight aria-hidden />
        </Link>
      )}
    </nav>
  );
}
