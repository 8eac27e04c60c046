'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { TabLinks } from '@/components/ui/tab-links';
import { planHref } from './plan-search-params';

export interface PlanTabLinksProps {
  planId: string;
  tabs: { name: string; label: string; count?: number }[];
  /** The tab without a parameter. */
  first: string;
  active: string;
}

/** Below this share of the window, a tab that was opened is out of sight. */
const SEEN_SHARE = 0.6;

/** Links to the tabs beside the steps. They keep the view, the filter and the chosen step, and stay in view. */
export function PlanTabLinks({ planId, tabs, first, active }: PlanTabLinksProps) {
  const query = useSearchParams();
  const links = tabs.map((tab) => ({
    ...tab,
    href: planHref(planId, query, { tab: tab.name === first ? null : tab.name }),
  }));
  const bar = useRef<HTMLDivElement>(null);
  const shown = useRef(active);
  useEffect(() => {
    if (shown.current === active) return;
    shown.current = active;
    const pane = bar.current?.parentElement;
    const top = pane?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > innerHeight * SEEN_SHARE) pane?.scrollIntoView({ block: 'start' });
  }, [active]);
  return (
    <div ref={bar} className="sticky top-12 z-10 bg-surface lg:top-0 print:hidden">
      <TabLinks label="About this plan" tabs={links} active={active} />
    </div>
  );
}
