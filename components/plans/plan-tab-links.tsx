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

/** Below this share of the window, the pane is out of sight. */
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
    // A link elsewhere on the page may have opened the tab.
    if (shown.current !== active) showStart(bar.current?.parentElement);
    shown.current = active;
  }, [active]);
  return (
    <div
      ref={bar}
      className="sticky top-12 z-10 bg-surface lg:top-0 print:hidden"
      onClickCapture={({ target }) => {
        // Before the content changes, because a shorter one would move the page.
        if (target instanceof Element && target.closest('a, [role="menuitem"]'))
          showStart(bar.current?.parentElement);
      }}
    >
      <TabLinks label="About this plan" tabs={links} active={active} />
    </div>
  );
}

/** Scrolls to the start of the pane, if it is out of sight. */
function showStart(pane: HTMLElement | null | undefined): void {
  const top = pane?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > innerHeight * SEEN_SHARE) pane?.scrollIntoView({ block: 'start' });
}
