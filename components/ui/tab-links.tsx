'use client';

import { useRef } from 'react';
import { Link } from '@/components/ui/link';
import { classNames } from '@/lib/class-names';
import { TabMenu } from './tab-menu';
import { type TabLink, type TabWidth, widthsOfTabs } from './tab-overflow';

/** The classes that hide a tab in a narrower bar. */
const hidden: Readonly<Record<TabWidth, string>> = {
  256: '@max-[256px]:hidden',
  320: '@max-[320px]:hidden',
  352: '@max-[352px]:hidden',
  384: '@max-[384px]:hidden',
  416: '@max-[416px]:hidden',
  448: '@max-[448px]:hidden',
  480: '@max-[480px]:hidden',
  512: '@max-[512px]:hidden',
  544: '@max-[544px]:hidden',
  576: '@max-[576px]:hidden',
  608: '@max-[608px]:hidden',
  640: '@max-[640px]:hidden',
  704: '@max-[704px]:hidden',
  768: '@max-[768px]:hidden',
  896: '@max-[896px]:hidden',
  1024: '@max-[1024px]:hidden',
};
/** The classes that hide the menu of the other tabs in a bar with room for all. */
const hiddenMenu: Readonly<Record<TabWidth, string>> = {
  256: '@min-[256px]:hidden',
  320: '@min-[320px]:hidden',
  352: '@min-[352px]:hidden',
  384: '@min-[384px]:hidden',
  416: '@min-[416px]:hidden',
  448: '@min-[448px]:hidden',
  480: '@min-[480px]:hidden',
  512: '@min-[512px]:hidden',
  544: '@min-[544px]:hidden',
  576: '@min-[576px]:hidden',
  608: '@min-[608px]:hidden',
  640: '@min-[640px]:hidden',
  704: '@min-[704px]:hidden',
  768: '@min-[768px]:hidden',
  896: '@min-[896px]:hidden',
  1024: '@min-[1024px]:hidden',
};

export interface TabLinksProps {
  label: string;
  tabs: TabLink[];
  active: string;
  /** True if each tab is a page, to which “Back” returns. */
  isOfPages?: boolean;
}

/** Tabs as links: the URL stores the tab, so it can be shared. Those without room are in a menu. */
export function TabLinks({ label, tabs, active, isOfPages = false }: TabLinksProps) {
  const bar = useRef<HTMLElement>(null);
  const widths = widthsOfTabs(tabs, active);
  return (
    <nav ref={bar} aria-label={label} className="@container border-line border-b">
      <div className="flex px-1">
        {tabs.map((tab, index) => {
          const from = widths.tabs[index];
          return (
            <Link
              key={tab.name}
              href={tab.href}
              scroll={false}
              replace={!isOfPages}
              data-tab={tab.name}
              aria-current={tab.name === active ? 'page' : undefined}
              className={classNames(
                '-mb-px flex h-9 pointer-coarse:h-10 shrink-0 items-center gap-1.5 border-b-2 px-2 font-medium transition-colors duration-150 -outline-offset-2 focus-visible:-outline-offset-2',
                from && hidden[from],
                tab.name === active ? 'border-ink text-ink' : 'border-transparent text-muted hover:text-ink',
              )}
            >
              {tab.label}
              {tab.count !== undefined && tab.count > 0 && (
                <span className="text-faint text-meta tabular-nums">{tab.count}</span>
              )}
            </Link>
          );
        })}
        <TabMenu
          bar={bar}
          tabs={tabs}
          active={active}
          isOfPages={isOfPages}
          className={hiddenMenu[widths.all]}
        />
      </div>
    </nav>
  );
}
