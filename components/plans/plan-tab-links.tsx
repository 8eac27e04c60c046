'use client';

import { useSearchParams } from 'next/navigation';
import { TabLinks } from '@/components/ui/tab-links';
import { planHref } from './plan-search-params';

export interface PlanTabLinksProps {
  planId: string;
  tabs: { name: string; label: string; count?: number }[];
  /** The tab without a parameter. */
  first: string;
  active: string;
}

/** Links to the tabs beside the steps. The links keep the view, the filter and the chosen step. */
export function PlanTabLinks({ planId, tabs, first, active }: PlanTabLinksProps) {
  const query = useSearchParams();
  const links = tabs.map((tab) => ({
    ...tab,
    href: planHref(planId, query, { tab: tab.name === first ? null : tab.name }),
  }));
  return (
    <div className="print:hidden">
      <TabLinks label="About this plan" tabs={links} active={active} />
    </div>
  );
}
